namespace Pickerel.Core.Messages;

/// <summary>PKR1020 to PKR1049: the graph, its names, shapes, sizes and bits.</summary>
public static partial class Pkr
{
    public static readonly Message EmptyNetwork = new(
        "PKR1020",
        "Network without layers",
        "Network '{0}' has no layers: add layer attributes such as [Conv2D] and [Dense], or name a model file that holds the layers with Model = \"…\"");

    public static readonly Message MissingInput = new(
        "PKR1021",
        "Network without input shape",
        "Network '{0}' has no input shape: set Input = \"HEIGHTxWIDTHxCHANNELS\", such as \"8x8x1\"");

    public static readonly Message ModelBringsLayers = new(
        "PKR1022",
        "Layers beside a model that brings its own",
        "Network '{0}' takes its layers from model '{1}': remove the layer attributes, or use Weights = \"{1}\" instead of Model to take only the tensors");

    public static readonly Message ModelBringsInput = new(
        "PKR1023",
        "Input beside a model that brings its own",
        "Network '{0}' takes its input from model '{1}': remove the input's properties from [Network]");

    public static readonly Message InvalidLayerName = new(
        "PKR1024",
        "Invalid layer name",
        "'{0}' cannot name a layer: use ASCII letters, digits, '_', '-', '.' and '/', starting with a letter, a digit or '_', at most 200 characters; 'input' is the network's input");

    public static readonly Message DuplicateLayerName = new(
        "PKR1025",
        "Duplicate layer name",
        "Two layers are named '{0}', number {1} and number {2}: give one of them another Name (a layer without Name is called by kind and ordinal, as in conv1)");

    public static readonly Message UnknownLayer = new(
        "PKR1026",
        "Unknown layer name",
        "Layer '{0}' reads '{1}', which does not exist; the layers above it are {2}");

    public static readonly Message LooksAhead = new(
        "PKR1027",
        "Layer reads a later layer",
        "Layer '{0}' reads '{1}', which stands below it: layers run in the order written, so move '{1}' above '{0}'; the layers above it are {2}");

    public static readonly Message ReadsItself = new(
        "PKR1028",
        "Layer reads itself",
        "Layer '{0}' reads itself: name a layer above it; these are {1}");

    public static readonly Message DanglingLayer = new(
        "PKR1029",
        "Layer that nobody reads",
        "The output of layer '{0}' is read by no layer, and what the network returns is {1}: read '{0}' by From or [Add], return it with Output = true, or remove it");

    public static readonly Message NonPositiveSize = new(
        "PKR1030",
        "Size below one",
        "{1} of '{0}' is {2}: it must be at least 1");

    public static readonly Message BitsOutOfRange = new(
        "PKR1031",
        "Bits out of range",
        "{1} of '{0}' is {2}: it must be {3}");

    public static readonly Message BitsWithoutEffect = new(
        "PKR1032",
        "Bits on a layer that keeps its input's grid",
        "ActivationBits has no effect on '{0}', whose output has its input's grid: remove it, or set it on the layer before");

    public static readonly Message InvalidInputScale = new(
        "PKR1033",
        "Invalid input scale",
        "The input scale of '{0}' is {1}: it must be positive and in the range of float (1.2E-38 to 3.4E+38), such as 1.0 / 255");

    public static readonly Message InvalidZeroPoint = new(
        "PKR1034",
        "Input zero point outside the element type",
        "The input zero point of '{0}' is {1}: {2} holds {3} to {4}");

    public static readonly Message InvalidMoments = new(
        "PKR1035",
        "Invalid input mean or standard deviation",
        "{1} of '{0}' holds {2} at position {3}: both must be in the range of float (up to 3.4E+38), and a standard deviation positive (from 1.2E-38)");

    public static readonly Message MomentsPerChannel = new(
        "PKR1036",
        "Input mean or standard deviation of the wrong length",
        "{1} of '{0}' has {2} values, but the input has {3} channels: give one value a channel");

    public static readonly Message GroupsDoNotDivide = new(
        "PKR1037",
        "Groups do not divide the channels",
        "'{0}' has {1} groups, which must divide both its {2} input channels and its {3} filters");

    public static readonly Message NegativePadding = new(
        "PKR1038",
        "Negative padding",
        "The padding of '{0}' is {1} (top, left, bottom, right): amounts must be 0 or more");

    public static readonly Message PaddingTooLarge = new(
        "PKR1039",
        "Window entirely in padding",
        "The padding of '{0}' is {1} (top, left, bottom, right), but its window spans {2}x{3}: each amount must be smaller than the window, else some windows would see nothing but padding");

    public static readonly Message WindowTooLarge = new(
        "PKR1040",
        "Window larger than its input",
        "The window of '{0}' spans {1}x{2}, but its input with padding is {3}x{4}: use a smaller kernel, more padding, or a layer above that shrinks less");

    public static readonly Message DilationSkipsInput = new(
        "PKR1041",
        "Pool window that misses its input",
        "The dilation of pool '{0}' is {1}x{2} on a padded input of {3}x{4}: windows at the border would see nothing but padding; use a dilation no larger than the input, or no padding");

    public static readonly Message AddShapesDiffer = new(
        "PKR1042",
        "Shapes of an addition differ",
        "'{0}' adds '{1}' ({2}) and '{3}' ({4}): their shapes must be equal; a pointwise convolution with the right stride and filters in the shortcut makes them so");

    public static readonly Message TensorTooLarge = new(
        "PKR1043",
        "Tensor too large",
        "The {1} of '{0}' is {2}, {3} elements: the limit is {4}; use fewer channels, a larger stride or a smaller input");

    public static readonly Message TooManyWeights = new(
        "PKR1044",
        "Too many weights",
        "Layer '{0}' has {1} weights, which makes {2} in the network: the limit is {3}; use fewer filters or units, groups, or pool before a dense layer");

    public static readonly Message InvalidEpsilon = new(
        "PKR1045",
        "Invalid epsilon",
        "Epsilon of '{0}' is {1}: it must be positive and in the range of float (1.2E-38 to 3.4E+38), such as 1e-5");

    public static readonly Message Contradiction = new(
        "PKR1046",
        "Layer that contradicts itself",
        "'{0}' contradicts itself: {1}");

    public static readonly Message ConcatenatedShapesDiffer = new(
        "PKR1047",
        "Shapes of a concatenation differ",
        "'{0}' joins '{1}' ({2}) and '{3}' ({4}) along the {5}: their shapes must agree in the other two sizes; pool, pad or upsample one of them until they do");

    public static readonly Message MultiplyShapesDiffer = new(
        "PKR1048",
        "Shapes of a product that do not fit",
        "'{0}' multiplies '{1}' ({2}) and '{3}' ({4}): their shapes must be equal, or one of them a pixel of as many channels (1x1xC, as behind [GlobalAveragePool]), or one element");

    public static readonly Message OutputPaddingTooLarge = new(
        "PKR1049",
        "Output padding too large",
        "The output padding of '{0}' adds {1} to its {2}: it must be at least 0 and less than the stride ({3}) or the dilation ({4}), as it only says which of the sizes that a convolution would bring here is meant");
}
