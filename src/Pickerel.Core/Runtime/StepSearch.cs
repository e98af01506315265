using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>A step function by its thresholds, for sums that no multiply and shift of 32 bits maps exactly.</summary>
internal static class StepSearch
{
    /// <summary>How many of <paramref name="count"/> ascending 64-bit thresholds are at most <paramref name="sum"/>.</summary>
    public static int CountAtMost(long sum, ref byte thresholds, int count)
    {
        int low = 0, high = count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref thresholds, (nint)middle * 8)) <= sum)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
