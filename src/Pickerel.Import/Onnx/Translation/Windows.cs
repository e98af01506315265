using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Windows over rows and columns of those over one or two axes of the file.</summary>
internal static class Windows
{
    /// <summary>The window of one or two axes; a single one is columns.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="outputs">The spatial sizes of the output.</param>
    public static Window Of(WindowAxis[] axes, out ImmutableArray<int> outputs)
    {
        outputs = [.. axes.Select(a => a.Output)];
        var (rows, columns) = (axes.Length == 1 ? WindowAxis.Single : axes[0], axes[^1]);
        return new(rows.Kernel, columns.Kernel, rows.Stride, columns.Stride, rows.Dilation, columns.Dilation, new(rows.Before, columns.Before, After(rows), After(columns)));
    }

    /// <summary>The padding behind that brings as many windows as the file has: more where it rounds their number up, less where some is never seen.</summary>
    private static int After(WindowAxis axis)
    {
        var seen = ((axis.Output - 1) * axis.Stride) + axis.Extent - axis.Before - axis.Input;
        return seen > axis.After ? seen : axis.After;
    }
}
