namespace Pickerel.Core.Messages;

/// <summary>PKR1080 to PKR1089: the layers in a <c>.pickerel</c> text.</summary>
public static partial class Pkr
{
    public static readonly Message NetworkTextMalformed = new(
        "PKR1080",
        "Malformed layer in a .pickerel text",
        "Model '{0}', line {1}: {2}; the text was changed after it was written, import the model again");

    public static readonly Message NetworkTextInvalid = new(
        "PKR1081",
        "Invalid layer in a .pickerel text",
        "Model '{0}', line {1}: {2}");
}
