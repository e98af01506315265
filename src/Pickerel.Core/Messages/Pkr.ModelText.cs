namespace Pickerel.Core.Messages;

/// <summary>The catalogue of messages: 1070 to 1089, model files and the <c>.pickerel</c> text made of them.</summary>
public static partial class Pkr
{
    public static readonly Message NotModelText = new(
        "PKR1070",
        "No .pickerel text",
        "Model '{0}' is no .pickerel text: its first line is not 'pickerel 1'. Give the model file itself (.safetensors) as PickerelModel and the build imports it.");

    public static readonly Message ModelTextVersion = new(
        "PKR1071",
        "Unknown version of the .pickerel text",
        "Model '{0}' is .pickerel text of version {1}, and this Pickerel reads version 1. Update the Pickerel package, or import the model again with this one.");

    public static readonly Message ModelTextCut = new(
        "PKR1072",
        "A .pickerel text is cut off",
        "Model '{0}' is cut off: its last line must be 'end sha256' and the digest, but it ends before that (or does not end after it). Import the model again.");

    public static readonly Message ModelTextMalformed = new(
        "PKR1073",
        "A .pickerel text is malformed",
        "Model '{0}': {1}. The text was changed after it was written; import the model again.");

    public static readonly Message ModelTextChanged = new(
        "PKR1074",
        "A .pickerel text was changed",
        "Model '{0}' was changed after it was written: its digest is {1}, its last line says {2}. Import the model again.");

    public static readonly Message ModelTooLarge = new(
        "PKR1075",
        "A model is too large",
        "Model '{0}' holds more than {1} bytes of tensors, the most that .pickerel text carries. Remove the tensors the network does not use.");
}
