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

    public static readonly Message BudgetExceeded = new(
        "PKR2020",
        "Budget exceeded",
        "Network '{0}' exceeds its budget: {1} is {2}, and {3} are allowed; dearest are {4}: make those cheaper, or raise the budget");

    public static readonly Message NetworkCost = new(
        "PKR3000",
        "Cost of a network",
        "Network '{0}' costs {1}, {2} of it elementwise; folded into 32-bit multipliers it would be {3}, into one float multiply-add {4}. {5} multiply-accumulates, {6} bytes of model, {7} of scratch");

    public static readonly Message KernelChosen = new(
        "PKR3001",
        "Kernel of a layer",
        "Layer '{0}' runs on kernel '{1}', {2}{3}");
}
