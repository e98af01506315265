namespace Pickerel.Core.Messages;

/// <summary>The catalogue of messages: 1000 to 1019, what is wrong with a declaration before it is a graph.</summary>
public static partial class Pkr
{
    public static readonly Message InternalError = new(
        "PKR1000",
        "Pickerel failed",
        "Pickerel failed on '{0}'; this is a bug in Pickerel, please report it with the declaration: {1}");

    public static readonly Message NotPartial = new(
        "PKR1001",
        "The network's class is not partial",
        "'{0}' has [Network] but is not partial, so that nothing can be added to it. Declare it 'partial class'.");

    public static readonly Message ContainingTypeNotPartial = new(
        "PKR1002",
        "A type around the network's class is not partial",
        "'{1}', which contains the network '{0}', is not partial, so that nothing can be added inside it. Declare it 'partial' or move '{0}' out of it.");

    public static readonly Message GenericNetwork = new(
        "PKR1003",
        "A network's class is generic",
        "'{0}' is generic, or inside the generic '{1}': a network has one set of weights, not one per type argument. Move it to a class without type parameters.");

    public static readonly Message FileLocalNetwork = new(
        "PKR1004",
        "A network's class is file-local",
        "'{0}' is visible in its own file only ('file' in front of it or around it), and generated members stand in another. Make it 'internal' or 'private'.");

    public static readonly Message LayersOnSeveralDeclarations = new(
        "PKR1005",
        "Layers on two declarations",
        "The layer attribute [{1}] of '{0}' is not on the declaration that has [Network]. Attributes on different parts of a class have no order; move all layers to one declaration.");

    public static readonly Message InputMalformed = new(
        "PKR1006",
        "An input shape is malformed",
        "Input = \"{1}\" of '{0}' is no shape. Write height, width and channels, each a whole number from 1 to 2147483647, as in \"28x28x1\"; for a vector of 64 values write \"1x1x64\".");

    public static readonly Message SeveralParameterSources = new(
        "PKR1007",
        "Weights come from two places",
        "[Network] of '{0}' gives both {1} and {2}, and weights can come from one of them only. Remove one.");

    public static readonly Message UnknownChoice = new(
        "PKR1008",
        "An enumeration's value does not exist",
        "{1} = {2} in [{0}] is none of its values. Use one of {3}.");

    public static readonly Message KernelMissing = new(
        "PKR1009",
        "A window has no size",
        "[{0}] has no {1}. Give the window's size, such as Kernel = 3, or both KernelHeight and KernelWidth.");

    public static readonly Message PaddingAmountsUnused = new(
        "PKR1010",
        "Padding amounts that do not count",
        "[{0}] gives {1} but also Padding = {2}, which computes its own amounts. Remove {1}, or write Padding = Padding.Explicit.");

    public static readonly Message AmbiguousModelName = new(
        "PKR1011",
        "Two model files have one name",
        "'{0}' reads the model '{1}', but {2} model files have that name. Give each PickerelModel item its own Name.");

    public static readonly Message ModelNotImported = new(
        "PKR1012",
        "A model has not been imported yet",
        "The model '{1}' of '{0}' has not been imported yet. Build once: the build turns it into text the compiler can read.");

    public static readonly Message LayersWithoutNetwork = new(
        "PKR1013",
        "Layers without a network",
        "'{0}' has [{1}] but no [Network], so that nothing is compiled. Add [Network(Input = \"…\")] above it, or remove the attribute.");

    /// <summary>Never shown: the C# compiler has said what is wrong. It is what the emitted API throws.</summary>
    public static readonly Message RejectedByCompiler = new(
        "PKR1014",
        "The C# compiler rejects an attribute",
        "The C# compiler rejects an attribute of '{0}'. Correct its error first.");
}
