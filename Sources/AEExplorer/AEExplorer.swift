import ArgumentParser

/// The program: a terminal explorer of autoencoders, and the commands that do the same without one.
@main
struct AEExplorer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aexplorer",
    abstract: "Train autoencoders and explore them while they learn, in the terminal.",
    discussion: """
      Without a command it opens the explorer: a variational autoencoder learns 4,000 handwritten \
      digits, and you watch. Press ? there for the keys.
      """,
    version: "0.1.0",
    subcommands: [
      ExploreCommand.self, TrainCommand.self, ModelsCommand.self, DatasetsCommand.self,
      RunsCommand.self, DetectCommand.self, ClusterCommand.self, CompressCommand.self,
      BenchCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)
}
