namespace Pickerel.Core.Messages;

/// <summary>PKR1000 to PKR1019: what is wrong with a declaration before it is a graph.</summary>
public static partial class Pkr
{
    public static readonly Message InternalError = new(
        "PKR1000",
        "Failure of Pickerel itself",
        "Pickerel failed on '{0}', which is a bug in Pickerel; please report it with the declaration: {1}");

    public static readonly Message NotPartial = new(
        "PKR1001",
        "Network class that is not partial",
        "'{0}' has [Network] but is not partial, so that nothing can be added to it: declare it 'partial class'");

    public static readonly Message ContainingTypeNotPartial = new(
        "PKR1002",
        "Network class inside a type that is not partial",
        "'{1}', which contains the network '{0}', is not partial, so that nothing can be added inside it: declare it 'partial' or move '{0}' out of it");

    public static readonly Message GenericNetwork = new(
        "PKR1003",
        "Generic network class",
        "The network '{0}' is generic or inside a generic type ('{1}'), but has one set of weights, not one per type argument: move it to a class without type parameters");

    public static readonly Message FileLocalNetwork = new(
        "PKR1004",
        "File-local network class",
        "The network '{0}' is visible in its own file only ('file' in front of it or around it), and generated members stand in another: make it 'internal' or 'private'");

    public static readonly Message LayersOnSeveralDeclarations = new(
        "PKR1005",
        "Layers on two declarations",
        "The layer attribute [{1}] of '{0}' is not on the declaration that has [Network], and attributes on different parts of a class have no order: move all layers to one declaration");

    public static readonly Message InputMalformed = new(
        "PKR1006",
        "Malformed input shape",
        "Input = \"{1}\" of '{0}' is no shape: write height, width and channels, each a whole number from 1 to 2147483647, as in \"28x28x1\"; length and channels of a sequence, as in \"128x4\"; or \"1x1x64\" for a vector");

    public static readonly Message SeveralParameterSources = new(
        "PKR1007",
        "Weights from two places",
        "[Network] of '{0}' gives both {1} and {2}, but weights come from one place: remove one of them");

    public static readonly Message UnknownChoice = new(
        "PKR1008",
        "Unknown value of an enumeration",
        "{1} = {2} in [{0}] is none of its values: use one of {3}");

    public static readonly Message KernelMissing = new(
        "PKR1009",
        "Window without size",
        "[{0}] has no {1}: give the window's size, such as Kernel = 3, or both KernelHeight and KernelWidth");

    public static readonly Message PaddingAmountsUnused = new(
        "PKR1010",
        "Padding amounts without effect",
        "[{0}] gives {1} but also Padding = {2}, which computes its own amounts: remove {1}, or write Padding = Padding.Explicit");

    public static readonly Message AmbiguousModelName = new(
        "PKR1011",
        "Model name of several files",
        "Network '{0}' reads the model '{1}', but {2} model files have that name: give each PickerelModel item its own Name");

    public static readonly Message ModelNotImported = new(
        "PKR1012",
        "Model not imported yet",
        "The model '{1}' of network '{0}' has not been imported yet: build once, so that it becomes text the compiler can read");

    public static readonly Message LayersWithoutNetwork = new(
        "PKR1013",
        "Layers without a network",
        "'{0}' has [{1}] but no [Network], so that nothing is compiled: add [Network(Input = \"…\")], or remove the attribute");

    /// <summary>Never shown: the C# compiler has said what is wrong. It is what the emitted API throws.</summary>
    public static readonly Message RejectedByCompiler = new(
        "PKR1014",
        "Attribute rejected by the C# compiler",
        "The C# compiler rejects an attribute of '{0}': correct its error first");

    public static readonly Message RoundingUnused = new(
        "PKR1015",
        "Rounding without effect",
        "The Rounding of network '{0}' {1}: remove it");

    public static readonly Message TransposedOutputEmpty = new(
        "PKR1016",
        "Transposed convolution without output",
        "The padding of '{0}' cuts {1} off a {2} of {3}: less padding, or a larger kernel, leaves something of the output");

    public static readonly Message NoZeroForTaps = new(
        "PKR1017",
        "Transposed convolution on a grid without zero",
        "The sub-pixel kernels of '{0}' have taps that are zero ({1}), but weights of {2} bits on its grid are never zero: make the kernel a multiple of the stride, without dilation and output padding, or give it WeightBits = 3 or more, or Grid = WeightGrid.Ternary");

    public static readonly Message CropTooLarge = new(
        "PKR1018",
        "Crop of more than there is",
        "'{0}' crops {1} (top, left, bottom, right) off {2}: amounts must be 0 or more, and leave at least one row and column");

    public static readonly Message NothingToJoin = new(
        "PKR1019",
        "Concatenation of one tensor",
        "'{0}' joins the layer above with nothing: name the other layers, as in [Concatenate(\"other\")]");
}
