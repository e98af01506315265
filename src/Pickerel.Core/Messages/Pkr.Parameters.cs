namespace Pickerel.Core.Messages;

/// <summary>PKR1050 to PKR1069: model files and the parameters taken from them.</summary>
public static partial class Pkr
{
    public static readonly Message ModelNotFound = new(
        "PKR1050",
        "Model not found",
        "Network '{0}' names model '{1}', but the project's models are {2}: correct the name, or add <PickerelModel Include=\"{1}.safetensors\" /> to the project");

    public static readonly Message NoModelKnown = new(
        "PKR1051",
        "No model imported yet",
        "Network '{0}' names model '{1}', but no model has been imported: build once, so that the project's PickerelModel items are; if it has none, add <PickerelModel Include=\"{1}.safetensors\" />");

    public static readonly Message ModelWithoutLayers = new(
        "PKR1052",
        "Model without layers",
        "Model '{1}' holds tensors but no layers: declare the layers of '{0}' as attributes and take the tensors with Weights = \"{1}\"");

    public static readonly Message MissingTensor = new(
        "PKR1053",
        "Missing tensor",
        "Layer '{0}' needs tensor '{1}', which model '{2}' does not hold; its tensors are {3}: set the layer's Name to its tensors' prefix");

    public static readonly Message MissingBias = new(
        "PKR1054",
        "Missing bias",
        "Layer '{0}' needs tensor '{1}', which model '{2}' does not hold: set Bias = false if the layer was trained without; the model's tensors are {3}");

    public static readonly Message MisshapenTensor = new(
        "PKR1055",
        "Misshapen tensor",
        "Tensor '{0}' of model '{1}' has shape {2}, but layer '{3}' needs {4} ({5}): correct the layer's sizes or the file");

    public static readonly Message UnmatchedTensors = new(
        "PKR1056",
        "Tensors that match no layer",
        "Model '{0}' holds tensors that no layer of '{1}' takes: {2}; the layers with parameters are {3}: name layers as their tensors, or remove the tensors from the file");

    public static readonly Message UnwantedBias = new(
        "PKR1057",
        "Bias for a layer declared without",
        "Layer '{0}' says Bias = false, but model '{1}' holds '{2}': remove Bias = false, or the tensor from the file");

    public static readonly Message NotFinite = new(
        "PKR1058",
        "Value that is not finite",
        "Tensor '{0}' of model '{1}' holds {2} at {3}: train or export the model again, parameters must be finite");

    public static readonly Message NegativeVariance = new(
        "PKR1059",
        "Negative variance",
        "Tensor '{0}' of model '{1}' holds {2} at {3}: a variance cannot be negative");

    public static readonly Message InvalidActivationScale = new(
        "PKR1060",
        "Invalid activation scale",
        "Tensor '{0}' of model '{1}' is {2}: an activation scale must be positive and finite");

    public static readonly Message FlattenedOrderLost = new(
        "PKR1061",
        "Flattened order that cannot be followed",
        "Layer '{0}' reads '{1}', a flattened {2} whose PyTorch order (channels first) it would have to keep: put [Dense] directly behind [Flatten], or do without [Flatten]");

    public static readonly Message InvalidWeightBits = new(
        "PKR1063",
        "Invalid bits of a channel's weights",
        "Tensor '{0}' of model '{1}' holds {2} at {3}: a channel's weights have 1 to 8 bits, a whole number");

    public static readonly Message InvalidCurve = new(
        "PKR1065",
        "Invalid constant of an activation",
        "{1} of '{0}' is {2}: it must be {3}");

    public static readonly Message OneBitOfBothSigns = new(
        "PKR1066",
        "One bit for values of both signs",
        "The output of '{0}' would have one bit, 0 or 1, but can be negative: put [ReLU] or [Sign] behind it, or set its ActivationBits to 2 or more");

    public static readonly Message ActivationScaleNoPowerOfTwo = new(
        "PKR1062",
        "Activation scale that is no power of two",
        "Tensor '{0}' of model '{1}' is {2}, but with {3} activation scales are powers of two: train with such scales, leave the tensor out so that one is found, or use ScaleQuantization.Merged");
}
