namespace Pickerel.Core.Messages;

/// <summary>PKR1100, PKR2xxx and PKR3xxx: what is no error. Analyzers report it, and it can be suppressed.</summary>
public static partial class Pkr
{
    public static readonly Message NetworkWithoutWeights = new(
        "PKR1100",
        "Network without weights",
        "Network '{0}' has no weights and is only checked, so that Infer throws: name a model file, Weights = \"…\", once it is trained, or give a Seed");

    public static readonly Message FloatWorkAroundNetwork = new(
        "PKR2005",
        "Float work around a network",
        "{0} of '{1}' {2} element by element in floating point: {3}");

    public static readonly Message KernelChosen = new(
        "PKR3001",
        "Kernel of a layer",
        "Layer '{0}' runs on kernel '{1}', {2}{3}");
}
