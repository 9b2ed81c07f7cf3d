#!/bin/sh
# Draws the pictures of README and docs with the program itself; with --models only those of the models.
set -eu
binary=$1
folder=docs/pictures
mkdir -p "$folder/models"

if [ "${2:-}" != --models ]; then
  "$binary" explore --snapshot "$folder/explore-120x40.png" --size 120x40 --after 30epochs
  "$binary" explore --snapshot "$folder/explore-200x60.png" --size 200x60 --after 30epochs --noise gaussian:0.2
  "$binary" explore --snapshot "$folder/mosaic-200x60.png" --size 200x60 --after 30epochs --press "V V n p"
  "$binary" explore --snapshot "$folder/principal-120x40.png" --size 120x40 --after 30epochs --code-size 8 --press "O V n p"
  "$binary" explore --snapshot "$folder/explore-80x24.png" --size 80x24 --after 30epochs
  "$binary" explore --snapshot "$folder/explore-ascii.txt" --size 80x24 --after 30epochs --ascii --no-color
  "$binary" explore --snapshot "$folder/traverse-120x40.png" --size 120x40 --after 30epochs --screen traverse --code-size 10
  "$binary" explore --snapshot "$folder/restore-120x40.png" --size 120x40 --after 30epochs --screen restore
  "$binary" explore --snapshot "$folder/compress-120x40.png" --size 120x40 --after 30epochs --screen compress --code-size 8
  "$binary" explore --snapshot "$folder/draw-120x40.png" --size 120x40 --after 30epochs --screen draw --press "p t x Enter Right Right Right Right Enter x"
  "$binary" explore --snapshot "$folder/detect-120x40.png" --size 120x40 --after 30epochs --screen detect --without-class 0
  "$binary" explore --snapshot "$folder/organise-120x40.png" --size 120x40 --after 30epochs --screen organise
  "$binary" explore --snapshot "$folder/recommend-120x40.png" --size 120x40 --after 20epochs --screen recommend --model autorec-user --press "n n n t t"
  "$binary" explore --snapshot "$folder/network-120x40.png" --size 120x40 --after 30epochs --screen network --model sparse-kl
  "$binary" explore --snapshot "$folder/past-120x40.png" --size 120x40 --after 30epochs --press "{ ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]"
  "$binary" explore --snapshot "$folder/compare-120x40.png" --size 120x40 --after 20epochs --screen compare --press "e Down Down Down Down Down Down Down Down Down Down Down Down Down 4 Enter"

  runs=$(mktemp -d)
  "$binary" train --epochs 20 --runs "$runs"
  "$binary" train --epochs 30 --code-size 10 --runs "$runs"
  "$binary" train --epochs 20 --model beta-vae --runs "$runs"
  "$binary" train --epochs 20 --model undercomplete --code-size 32 --runs "$runs"
  "$binary" runs fork 1 --set beta=2 --epochs 40 --runs "$runs"
  "$binary" explore --snapshot "$folder/runs-120x40.png" --size 120x40 --after 3epochs --screen runs --runs "$runs"
  rm -r "$runs"
fi

# A model, the epochs after which it is drawn, and options that show what it is about.
draw() {
  model=$1 epochs=$2
  shift 2
  "$binary" explore --model "$model" --snapshot "$folder/models/$model.png" --size 100x34 \
    --after "${epochs}epochs" "$@"
}

draw undercomplete 30
draw stacked 20
draw sparse-l1 20
draw sparse-kl 30
draw topk-sparse 20
draw denoising 20 --noise gaussian:0.5
draw contractive 12
draw convolutional 20
draw vae 30
draw beta-vae 30
draw beta-tc-vae 30
draw conv-vae 15
draw cvae 30
draw iwae 20
draw aae 30
draw wae-mmd 30
draw wae-gan 30
draw vae-gan 15
draw ali 40
draw dfc-vae 16
draw pixel-vae 10
draw vq-vae 20
draw rae 20
draw autorec-item 12
draw autorec-user 12
