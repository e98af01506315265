namespace Pickerel.Core.Messages;

/// <summary>PKR1100 and PKR3xxx: what is no error. Analyzers report it, and it can be suppressed.</summary>
public static partial class Pkr
{
    public static readonly Message NetworkWithoutWeights = new(
        "PKR1100",
        "Network without weights",
        "Network '{0}' has no weights and is only checked, so that Infer throws: name a model file, Weights = \"…\", once it is trained, or give a Seed");

    public static readonly Message KernelChosen = new(
        "PKR3001",
        "Kernel of a layer",
        "Layer '{0}' runs on kernel '{1}', {2}{3}");
}
