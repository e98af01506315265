using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Pickerel.TestKit.TfLite;

/// <summary>A keyword's features and what interpreters on hardware made of them.</summary>
/// <param name="Input">49x10 integers.</param>
/// <param name="Label">The word that was said.</param>
/// <param name="Double">Twelve outputs of interpreters that round twice.</param>
/// <param name="Single">Of those that round once.</param>
public sealed record KeywordGolden(int[] Input, int Label, int[] Double, int[] Single);

/// <summary>The published outputs of the keyword model of MLPerf Tiny on its first 200 inputs, and the labels of all 1,000.</summary>
public static class KeywordGoldens
{
    private const int Features = 490, Classes = 12;

    public static IReadOnlyList<KeywordGolden> Read()
    {
        var rows = File.ReadAllLines(SharedData.PathOf("mlperf_tiny/kws01_goldens_first200.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        var inputs = Inputs();
        int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
        return [.. rows.Select((row, i) => new KeywordGolden(
            inputs[i], Number(row[1]), [.. row.Skip(2).Take(Classes).Select(Number)], [.. row.Skip(2 + Classes).Take(Classes).Select(Number)]))];
    }

    /// <summary>All 1,000 inputs.</summary>
    public static IReadOnlyList<int[]> Inputs() =>
        [.. File.ReadAllBytes(SharedData.PathOf("mlperf_tiny/kws01_inputs_1000x490_int8.bin")).Select(b => (int)(sbyte)b).Chunk(Features)];

    /// <summary>What was said in each input.</summary>
    public static IReadOnlyList<int> Labels() =>
        [.. File.ReadAllLines(SharedData.PathOf("mlperf_tiny/kws01_index.csv")).Skip(1).Select(l => int.Parse(l.Split(',')[2], CultureInfo.InvariantCulture))];
}
