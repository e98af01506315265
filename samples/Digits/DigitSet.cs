using System.Globalization;

namespace Digits;

/// <summary>One image: 64 pixels of 0 to 16, row by row, and its class.</summary>
internal sealed record Digit(byte[] Pixels, int Label);

/// <summary>The images to classify: the UCI test half if it is at hand, else ten digits typed by hand.</summary>
internal static class DigitSet
{
    private const string FileName = "optdigits.tes";

    /// <summary>Finds the data set in <paramref name="folder"/>, or in <c>shared/data/optdigits</c> beside the checkout.</summary>
    /// <returns>The file's path, or null when it is nowhere.</returns>
    public static string? Find(string? folder)
    {
        if (folder is not null)
            return File.Exists(folder) ? folder : Existing(Path.Combine(folder, FileName));
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            if (Existing(Path.Combine(above.FullName, "shared", "data", "optdigits", FileName)) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Reads lines of 64 comma-separated pixels and a class.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message gives its number.</exception>
    public static IReadOnlyList<Digit> Read(string path)
    {
        var digits = new List<Digit>();
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
            digits.Add(Parse(line) ?? throw new InvalidDataException($"{path}({digits.Count + 1}): not 64 pixels of 0 to 16 and a class of 0 to 9."));
        return digits.Count > 0 ? digits : throw new InvalidDataException($"{path}: holds no digit.");
    }

    private static Digit? Parse(string line)
    {
        var fields = line.Split(',');
        var values = new byte[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (!byte.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]) || values[i] > 16)
                return null;
        }

        return values.Length == 65 && values[64] <= 9 ? new Digit(values[..64], values[64]) : null;
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
