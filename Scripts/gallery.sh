#!/bin/sh
# Draws the pictures of README and docs with the program itself.
set -eu
binary=$1
folder=docs/pictures
mkdir -p "$folder"
"$binary" explore --snapshot "$folder/explore-120x40.png" --size 120x40 --after 30epochs
"$binary" explore --snapshot "$folder/explore-200x60.png" --size 200x60 --after 30epochs --noise gaussian:0.2
"$binary" explore --snapshot "$folder/explore-80x24.png" --size 80x24 --after 30epochs
"$binary" explore --snapshot "$folder/explore-ascii.txt" --size 80x24 --after 30epochs --ascii --no-color
"$binary" explore --snapshot "$folder/restore-120x40.png" --size 120x40 --after 30epochs --screen restore
"$binary" explore --snapshot "$folder/traverse-120x40.png" --size 120x40 --after 30epochs --screen traverse --code-size 10
"$binary" explore --snapshot "$folder/draw-120x40.png" --size 120x40 --after 30epochs --screen draw --press "p t x Enter Right Right Right Right Enter x"
"$binary" explore --snapshot "$folder/detect-120x40.png" --size 120x40 --after 30epochs --screen detect --without-class 0
"$binary" explore --snapshot "$folder/organise-120x40.png" --size 120x40 --after 30epochs --screen organise
"$binary" explore --snapshot "$folder/past-120x40.png" --size 120x40 --after 30epochs --press "{ ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]"
"$binary" explore --snapshot "$folder/compare-120x40.png" --size 120x40 --after 8epochs --screen compare --press "m a Enter S S S S S S S S n p"
