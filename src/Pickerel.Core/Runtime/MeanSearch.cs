namespace Pickerel.Core.Runtime;

/// <summary>Means that no multiply and shift divides exactly: found by products, as kernels do not divide.</summary>
internal static class MeanSearch
{
    /// <summary><c>sum * numerator / divisor</c>, rounded half up and clamped: the greatest integer t with <c>(2t - 1) * divisor &lt;= 2 * sum * numerator</c>.</summary>
    public static long Of(long sum, long numerator, long divisor, long minimum, long maximum)
    {
        unchecked
        {
            var twice = 2 * sum * numerator;
            while (minimum < maximum)
            {
                var middle = minimum + ((maximum - minimum + 1) >> 1);
                if (((2 * middle) - 1) * divisor <= twice)
                    minimum = middle;
                else
                    maximum = middle - 1;
            }

            return minimum;
        }
    }
}
