namespace Pickerel.Core.Messages;

/// <summary>PKR1093 to PKR1098 and PKR1120 to PKR1122: model files that bring their own layers.</summary>
public static partial class Pkr
{
    public static readonly Message MalformedModelFile = new(
        "PKR1093",
        "Malformed model file",
        "Model '{0}' is no well-formed {1} file, {2}: download or export it again");

    public static readonly Message MalformedModelTensor = new(
        "PKR1094",
        "Malformed tensor in a model file",
        "Tensor '{1}' of model '{0}' is malformed, {2}: download or export the file again");

    public static readonly Message UnsupportedOperator = new(
        "PKR1095",
        "Unsupported operator",
        "Node '{1}' of model '{0}' is a {2}, which Pickerel does not import; it imports {3}: replace the operator, or let the network end before it");

    public static readonly Message UnsupportedOperatorForm = new(
        "PKR1096",
        "Operator in an unsupported form",
        "Node '{1}' ({2}) of model '{0}' cannot be imported: {3}");

    public static readonly Message InvalidTensorQuantization = new(
        "PKR1097",
        "Invalid quantization of a tensor",
        "Tensor '{1}' of model '{0}' cannot be imported, {2}: quantize and export the model again");

    public static readonly Message ModelDoesNotHoldTogether = new(
        "PKR1098",
        "Model that does not hold together",
        "Model '{0}' cannot be imported, {1}: download or export the file again");

    public static readonly Message UnsupportedOpset = new(
        "PKR1120",
        "Unsupported version of ONNX operators",
        "Model '{0}' uses version {1} of ONNX's operators, and {2} to {3} are imported: convert the model, or export it with another opset");

    public static readonly Message ExternalDataMissing = new(
        "PKR1121",
        "External data of a tensor that cannot be read",
        "The data of tensor '{1}' of model '{0}' lie in '{2}', which {3}: keep the data files of a model in its folder");

    public static readonly Message FloatModel = new(
        "PKR1122",
        "Model that is not quantized",
        "Model '{0}' is not quantized: node '{1}' ({2}) needs integers, and {3}; quantize it first, with 'pickerel quantize' and a few samples or with the tool that made it");
}
