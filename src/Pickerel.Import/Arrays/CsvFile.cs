using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Pickerel.Import.Arrays;

/// <summary>Reads and writes comma-separated numbers, a sample a line, the same in every culture.</summary>
internal static class CsvFile
{
    /// <summary>Reads integers, or real numbers if one of them has a fraction or an exponent. Empty lines count nothing.</summary>
    /// <exception cref="InvalidDataException">A value is no number, or lines differ in length; the message says where.</exception>
    public static NumberArray Read(TextReader reader)
    {
        var (reals, integers, areIntegers) = (new List<double>(), new List<long>(), true);
        var (samples, length, number) = (0, 0, 0);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var values = line.Split(',');
            if (samples++ > 0 && values.Length != length)
                throw new InvalidDataException(FormattableString.Invariant($"line {number} has {values.Length} values, and the lines before it {length}"));
            length = values.Length;
            for (var i = 0; i < values.Length; i++)
            {
                if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
                    throw new InvalidDataException(FormattableString.Invariant($"line {number}, value {i + 1} is '{Shorten(values[i])}', which is no number (a point before the fraction, commas between values)"));
                reals.Add(real);
                areIntegers &= long.TryParse(values[i], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var integer);
                integers.Add(integer);
            }

            if (reals.Count > ArrayFile.MaxBytes / sizeof(double))
                throw new InvalidDataException(FormattableString.Invariant($"it has more than the {ArrayFile.MaxBytes / sizeof(double)} values that Pickerel reads"));
        }

        var bytes = new byte[reals.Count * sizeof(double)];
        for (var i = 0; i < reals.Count; i++)
        {
            var element = bytes.AsSpan(i * sizeof(double));
            if (areIntegers)
                BinaryPrimitives.WriteInt64LittleEndian(element, integers[i]);
            else
                BinaryPrimitives.WriteDoubleLittleEndian(element, reals[i]);
        }

        return new("", areIntegers ? ArrayType.I8 : ArrayType.F8, [samples, length], bytes);
    }

    /// <summary>Writes an array of integers in lines of its first dimension.</summary>
    public static void Write(NumberArray array, TextWriter writer)
    {
        var samples = array.Shape.Length == 0 ? 1 : array.Shape[0];
        var length = samples == 0 ? 0 : array.Count / samples;
        for (var s = 0; s < samples; s++)
        {
            var start = s * length;
            writer.Write(string.Join(',', Enumerable.Range(start, length).Select(i => array.IntegerAt(i).ToString(CultureInfo.InvariantCulture))));
            writer.Write('\n');
        }
    }

    private static string Shorten(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
