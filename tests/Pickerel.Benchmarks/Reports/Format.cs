namespace Pickerel.Benchmarks.Reports;

/// <summary>Numbers as text, the same everywhere.</summary>
internal static class Format
{
    /// <summary>Microseconds, with as many decimals as mean something.</summary>
    public static string Microseconds(double value) => Number(value, value < 10 ? 2 : value < 1000 ? 1 : 0);

    public static string Ratio(double value) => Number(value, 2);

    public static string Milliseconds(TimeSpan time) => Number(time.TotalMilliseconds, 1);

    public static string Seconds(TimeSpan time) => Number(time.TotalSeconds, 2);

    public static string Number(double value, int decimals = 0) => value.ToString("F" + Invariant($"{decimals}"), System.Globalization.CultureInfo.InvariantCulture);

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
