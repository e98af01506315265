namespace Pickerel.Core.Messages;

/// <summary>PKR1150 to PKR1159: files of samples, and what the tool does with them.</summary>
public static partial class Pkr
{
    public static readonly Message MalformedArrayFile = new(
        "PKR1150",
        "Malformed file of numbers",
        "'{0}' cannot be read, {1}: write the file again (NumPy: numpy.save, numpy.savez, or numpy.savetxt with delimiter=',')");

    public static readonly Message UnsupportedArrayType = new(
        "PKR1151",
        "Unsupported type of numbers",
        "Array '{1}' of '{0}' has elements of type '{2}', but Pickerel reads little-endian u1, i1, u2, i2, u4, i4, i8, f4 and f8: convert it (NumPy: array.astype('<f4')) and write the file again");

    public static readonly Message DataFileInaccessible = new(
        "PKR1152",
        "Data file that cannot be read or written",
        "'{0}' cannot be {1}, {2}: correct the path, or the file's permissions");

    public static readonly Message DataOfOtherShape = new(
        "PKR1153",
        "Data of another shape than the model's",
        "'{0}' does not fit model '{1}': {2}");

    public static readonly Message ValueOffGrid = new(
        "PKR1154",
        "Value outside a model's integers",
        "'{0}' holds {1} at sample {2}, element {3}, but '{4}' of model '{5}' holds {6} to {7}: give integers of that range, or real values as f4 or f8");

    public static readonly Message NoIntegerNetwork = new(
        "PKR1155",
        "Model without an integer network",
        "Model '{0}' {1}, and integers are needed to run it: {2}");

    public static readonly Message UnknownArray = new(
        "PKR1156",
        "Array that no layer has the name of",
        "'{0}' holds an array '{1}', but model '{2}' has no layer of that name; it has {3}: rename or leave out the array");

    public static readonly Message CalibrationDataUnusable = new(
        "PKR1157",
        "Calibration data that cannot be used",
        "'{0}' cannot calibrate model '{1}': {2}");

    public static readonly Message NothingToQuantize = new(
        "PKR1158",
        "Model that cannot be quantized after training",
        "Model '{0}' {1}, and what is quantized are layers of real numbers: {2}");
}
