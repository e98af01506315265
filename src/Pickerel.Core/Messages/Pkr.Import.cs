namespace Pickerel.Core.Messages;

/// <summary>PKR1093 to PKR1098: model files that bring their own layers.</summary>
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
}
