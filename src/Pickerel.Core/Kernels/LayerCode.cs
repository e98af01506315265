using System;
using System.Collections.Generic;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The bytes of a tensor that a kernel may touch, relative to the tensor's start: where its reference points, and where its accesses end.</summary>
internal readonly record struct Access(long Start, long End);

/// <summary>Constant data in a kernel's own layout.</summary>
/// <param name="Name">What it holds, such as <c>weights</c>: part of an identifier.</param>
/// <param name="Bytes">The data as the kernel reads it.</param>
/// <param name="Bits">8 for plain bytes; below, each byte is a signed code of so many bits and is stored packed. Of one bit: -1 or 1, or 0 where the layout has gaps.</param>
/// <param name="AsWords">Whether each byte is a signed code that the kernel reads as a word.</param>
internal sealed record DataBlock(string Name, byte[] Bytes, int Bits = 8, bool AsWords = false)
{
    /// <summary>Gets the bits that a code is stored in: signs take one, but not when there are gaps between them.</summary>
    public int StoredBits { get; } = Bits == 1 && Array.IndexOf(Bytes, (byte)0) >= 0 ? 2 : Bits;

    /// <summary>Gets whether kernels read it as it is stored, and nothing is unpacked at first use.</summary>
    public bool IsReady => StoredBits == 8 && !AsWords;
}

/// <summary>Which register a kernel is written for; narrow tensors do not fill the widest.</summary>
internal enum VectorWidth
{
    /// <summary>No register: plain C#.</summary>
    None,

    /// <summary>The widest there is.</summary>
    Full,

    /// <summary>At most 256 bits.</summary>
    Half,

    /// <summary>At most 128 bits.</summary>
    Quarter,
}

/// <summary>One executed layer with its kernel chosen: the data it needs and the methods that run it.</summary>
internal abstract class LayerCode(LayerProblem problem)
{
    private IReadOnlyList<DataBlock>? _data;

    public LayerProblem Problem { get; } = problem;

    /// <summary>Gets the kernel's name.</summary>
    public abstract string Kernel { get; }

    /// <summary>Gets the proof that permits the kernel, in words and numbers.</summary>
    public abstract string Bound { get; }

    public abstract VectorWidth Width { get; }

    /// <summary>Gets the second vector type that the method takes, for a part of it that does not fill the first; none as a rule.</summary>
    public virtual VectorWidth SecondWidth => VectorWidth.None;

    public IEnumerable<VectorWidth> Widths => [Width, SecondWidth];

    /// <summary>Gets what is read of each input. The planner makes buffers as long as the accesses say.</summary>
    public abstract IReadOnlyList<Access> Reads { get; }

    public virtual Access Write => new(Problem.Output.First, Problem.Output.End);

    /// <summary>Gets the bytes of scratch that the layer needs for itself while it runs; 0 for none.</summary>
    public virtual long WorkspaceBytes => 0;

    /// <summary>Gets the constant data; made at first use, once, as large weights take a while to lay out.</summary>
    public IReadOnlyList<DataBlock> Data => _data ??= CreateData();

    /// <summary>Gets the files of Runtime that the methods call, beyond the vectors.</summary>
    public virtual IReadOnlyList<string> RuntimeParts => [];

    /// <summary>
    /// Writes the layer's methods. The one called <paramref name="method"/> takes a <c>ref byte</c> for each input, the output,
    /// the workspace if there is one, and each data block, and a vector type for each of <see cref="Width"/> and <see cref="SecondWidth"/> that is not none.
    /// </summary>
    public abstract void WriteMethods(SourceWriter writer, string method);

    protected virtual IReadOnlyList<DataBlock> CreateData() => [];

    /// <summary>Writes a kernel method of these parameters, its body unchecked whatever the user's project says.</summary>
    protected static void WriteMethod(SourceWriter writer, string method, string parameters, Action writeBody, bool vector = true)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using var body = writer.Block(vector
            ? $"private static void {method}<V, T>({parameters})\n    where V : struct, IVector<T>\n    where T : struct"
            : $"private static void {method}({parameters})");
        using var wrap = writer.Block("unchecked");
        writeBody();
    }
}
