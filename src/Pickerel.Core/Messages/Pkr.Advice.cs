namespace Pickerel.Core.Messages;

/// <summary>PKR1100, PKR2xxx and PKR3xxx: what is no error. Analyzers report it, and it can be suppressed.</summary>
public static partial class Pkr
{
    public static readonly Message NetworkWithoutWeights = new(
        "PKR1100",
        "Network without weights",
        "Network '{0}' has no weights and is only checked, so that Infer throws: name a model file, Weights = \"…\", once it is trained, or give a Seed");

    public static readonly Message UnquantizedBatchNorm = new(
        "PKR2001",
        "Unquantized batch norm",
        "BatchNorm '{0}' runs in float32 and is {1} of {2}'s ACEv2 ({3} of {4}); {5}quantized to 8 bits the network costs {6}");

    public static readonly Message UnquantizedActivation = new(
        "PKR2002",
        "Unquantized parameterized activation",
        "{0} '{1}' runs in float32 and is {2} of {3}'s ACEv2 ({4} of {5}); {6}quantized to 8 bits the network costs {7}");

    public static readonly Message UnquantizedScale = new(
        "PKR2003",
        "Unquantized scales",
        "The scales of {0} run in float32 and are {1} of {2}'s ACEv2 ({3} of {4}); quantized to 8 bits the network costs {5}");

    public static readonly Message FloatActivationOfOutputs = new(
        "PKR2004",
        "Softmax or sigmoid in float",
        "The {0} of the outputs of '{1}' runs in float32 and is {2} of both ACEv2 ({3} of {4}): end the network in [{5}], a table of integers, or compare outputs without it, which rise together");

    public static readonly Message FloatWorkAroundNetwork = new(
        "PKR2005",
        "Float work around a network",
        "{0} of '{1}' {2} element by element in floating point: {3}");

    public static readonly Message MixedBitWidths = new(
        "PKR2010",
        "Mixed weight bit widths",
        "The weights of '{0}' have {1} bits: {2} bytes, an ACEv2 of {3}; of the same size is a network of {4}-bit weights throughout and {5} times the channels: {6} bytes, an ACEv2 of {7}");

    public static readonly Message ActivationTooWide = new(
        "PKR2011",
        "Activation wider than its readers keep",
        "The output of '{0}' has {1} bits, but {2} round it again and keep {3}: with ActivationBits = {3} the ACEv2 of '{4}' falls from {5} to {6}");

    public static readonly Message IdleLanes = new(
        "PKR2012",
        "Idle vector lanes",
        "The {1} channels of '{0}' are padded to {2}, and {3} lanes idle: {2} channels cost no more time");

    public static readonly Message FasterKernel = new(
        "PKR2013",
        "One bit from a faster kernel",
        "Layer '{0}' runs on kernel '{1}'; with WeightBits = {2} it would run on '{3}', which its weights now keep it from: {4}");

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
        "Layer '{0}' runs on kernel '{1}', {2}");

    public static readonly Message NearestMiss = new(
        "PKR3002",
        "Kernels a layer missed",
        "Layer '{0}' runs on kernel '{1}', not {2}");
}
