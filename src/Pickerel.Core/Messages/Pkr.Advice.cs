namespace Pickerel.Core.Messages;

/// <summary>The catalogue of messages: what is no error. These come from analyzers and can be suppressed.</summary>
public static partial class Pkr
{
    public static readonly Message NetworkWithoutWeights = new(
        "PKR1100",
        "A network without weights",
        "'{0}' has no weights: it is checked and costed, but Infer throws. Name a model file, Weights = \"…\", when it is trained, or give a Seed.");

    public static readonly Message KernelChosen = new(
        "PKR3001",
        "The kernel a layer got",
        "Layer '{0}' runs on kernel '{1}': {2}.{3}");
}
