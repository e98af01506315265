namespace Pickerel.Core.Messages;

/// <summary>PKR1070 to PKR1079 and PKR1085 to PKR1089: model files, their import, and the <c>.pickerel</c> text made of them.</summary>
public static partial class Pkr
{
    public static readonly Message NotModelText = new(
        "PKR1070",
        "No .pickerel text",
        "Model '{0}' is no .pickerel text, whose first line is 'pickerel 1': give the model file itself (.safetensors) as PickerelModel, the build imports it");

    public static readonly Message ModelTextVersion = new(
        "PKR1071",
        "Unknown version of .pickerel text",
        "Model '{0}' is .pickerel text of version {1}, but this Pickerel reads version 1: update the Pickerel package, or import the model again with this one");

    public static readonly Message ModelTextCut = new(
        "PKR1072",
        "Cut .pickerel text",
        "Model '{0}' is cut off before its end, a line with 'end sha256' and a digest: import the model again");

    public static readonly Message ModelTextMalformed = new(
        "PKR1073",
        "Malformed .pickerel text",
        "Model '{0}' was changed after it was written, {1}: import the model again");

    public static readonly Message ModelTextChanged = new(
        "PKR1074",
        "Changed .pickerel text",
        "Model '{0}' was changed after it was written, its digest is {1} but its last line says {2}: import the model again");

    public static readonly Message ModelTooLarge = new(
        "PKR1075",
        "Model too large",
        "Model '{0}' holds more than {1} bytes of tensors, the most that .pickerel text carries: remove tensors the network does not use");

    public static readonly Message NotSafeTensors = new(
        "PKR1076",
        "Malformed safetensors file",
        "Model '{0}' is no well-formed safetensors file, {1}: download it, or save it with safetensors, again");

    public static readonly Message MalformedSafeTensor = new(
        "PKR1077",
        "Malformed tensor in a safetensors file",
        "Tensor '{1}' of model '{0}' is malformed, {2}: download the file, or save it with safetensors, again");

    public static readonly Message UnsupportedTensorType = new(
        "PKR1078",
        "Unsupported element type",
        "Tensor '{1}' of model '{0}' has elements of type '{2}', but Pickerel reads F32, F16, BF16 and I8: convert it (PyTorch: tensor.float()) and save the file again");

    public static readonly Message ModelFileInaccessible = new(
        "PKR1079",
        "Model file that cannot be read or written",
        "Model '{0}' cannot be {1}, {2}: correct the path of the PickerelModel item, or the file's permissions");

    public static readonly Message UnknownModelFile = new(
        "PKR1085",
        "Unknown kind of model file",
        "Model '{0}' is a file of kind '{1}', but Pickerel imports .tflite, .onnx, .safetensors and .pickerel: export a TensorFlow Lite or ONNX model, or save the tensors with safetensors (PyTorch: safetensors.torch.save_file)");

    // The rest is reported by Pickerel.targets, before there is anything to import.
    public static readonly Message ModelNameTaken = new(
        "PKR1086",
        "Model name taken",
        "More than one PickerelModel is named '{0}', {1}: give them different Names");

    public static readonly Message InvalidModelName = new(
        "PKR1087",
        "Invalid model name",
        "'{0}' cannot be a model's name, which begins with a letter or digit and holds letters, digits, spaces and . _ - + # ( ) only: give the PickerelModel item a Name");

    public static readonly Message CompilerTooOld = new(
        "PKR1088",
        "C# compiler too old",
        "Pickerel needs the C# compiler 4.14, but this build uses {0} (SDK {1}): build with the .NET SDK 9.0.300 or Visual Studio 17.14, or later");

    public static readonly Message ImportFailed = new(
        "PKR1089",
        "Import that did not run",
        "The import of the model ended with exit code {0}, {1}: check that 'dotnet' runs, and restore the Pickerel package");
}
