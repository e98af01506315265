using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Pickerel.Core.Declaration;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Emit;

/// <summary>
/// Writes the constants of all layers as 64-bit words: they stay raw data of the assembly, and compile several times faster
/// than byte literals. Weights below 8 bits stay packed there and are unpacked once, and so are those that kernels read as words. All plain blocks are one array and all
/// packed ones another, since every property costs the JIT time before the first inference.
/// </summary>
internal static class WeightEmitter
{
    private const int WordsPerLine = 6;

    /// <summary>Writes the variables that <see cref="Reference"/> counts from.</summary>
    public static void WriteOrigins(SourceWriter writer, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers)
    {
        if (Blocks(layers, packed: false).Any())
            writer.Line("ref byte data = ref Weights.Data;");
        if (Blocks(layers, packed: true).Any())
            writer.Line("ref byte codes = ref Weights.Codes;");
    }

    /// <summary>The argument that refers to a layer's data block.</summary>
    public static string Reference(string layer, DataBlock block) =>
        $"ref Address.At(ref {(IsPacked(block) ? "codes" : "data")}, Weights.{Name(layer, block)})";

    public static GeneratedSource Emit(TypeDeclaration type, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers) =>
        TypeShell.File(type, "Weights", writer =>
        {
            using var kernels = writer.Block("private static partial class " + KernelsEmitter.ClassName);
            writer.Line("/// <summary>Weights and requantization constants in the layouts of the kernels, and where each starts.</summary>");
            writer.Line(TypeShell.GeneratedCode);
            using var weights = writer.Block("private static class Weights");
            var (plain, packed) = (Blocks(layers, packed: false).ToList(), Blocks(layers, packed: true).ToList());
            if (plain.Count > 0)
                WritePlain(writer, plain);
            if (plain.Count > 0 && packed.Count > 0)
                writer.Line();
            if (packed.Count > 0)
                WritePacked(writer, packed);
        });

    private static IEnumerable<(string Name, DataBlock Block)> Blocks(IReadOnlyList<(string Layer, PlannedLayer Plan)> layers, bool packed) =>
        layers.SelectMany(l => l.Plan.Code.Data.Select(b => (Name(l.Layer, b), b))).Where(b => IsPacked(b.b) == packed);

    private static string Name(string layer, DataBlock block) => layer + "_" + block.Name;

    private static bool IsPacked(DataBlock block) => !block.IsReady;

    private static void WritePlain(SourceWriter writer, IReadOnlyList<(string Name, DataBlock Block)> blocks)
    {
        WriteStarts(writer, blocks);
        writer.Line("public static ref byte Data => ref global::System.Runtime.CompilerServices.Unsafe.As<ulong, byte>(ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference(Words));");
        writer.Line();
        WriteArray(writer, "Words", blocks);
    }

    /// <summary>Writes the packed blocks, and a class whose constructor unpacks them: it runs once, before the first inference.</summary>
    private static void WritePacked(SourceWriter writer, IReadOnlyList<(string Name, DataBlock Block)> blocks)
    {
        WriteStarts(writer, blocks);
        writer.Line("public static ref byte Codes => ref global::System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(Unpacked.Bytes);");
        writer.Line();
        using (writer.Block("private static class Unpacked"))
        {
            writer.Line("public static readonly byte[] Bytes = Unpack(Packed);");
            writer.Line();
            using var unpack = writer.Block("private static byte[] Unpack(global::System.ReadOnlySpan<ulong> packed)");
            writer.Line($"var bytes = new byte[{blocks.Sum(b => Padded(b.Block))}];");
            var word = 0;
            foreach (var (name, block) in blocks)
            {
                var words = Pack(block).Length;
                writer.Line($"Unpacking.{(block.AsWords ? "Words" : "Codes")}(packed.Slice({word}, {words}), {block.StoredBits}, global::System.MemoryExtensions.AsSpan(bytes, {name}, {UnpackedBytes(block)}));");
                word += words;
            }

            writer.Line("return bytes;");
        }

        writer.Line();
        WriteArray(writer, "Packed", blocks);
    }

    private static void WriteStarts(SourceWriter writer, IReadOnlyList<(string Name, DataBlock Block)> blocks)
    {
        var start = 0;
        foreach (var (name, block) in blocks)
        {
            writer.Line($"public const int {name} = {start};");
            start = checked(start + Padded(block));
        }

        writer.Line();
    }

    private static void WriteArray(SourceWriter writer, string name, IReadOnlyList<(string Name, DataBlock Block)> blocks)
    {
        writer.Line($"private static global::System.ReadOnlySpan<ulong> {name} => new ulong[]");
        writer.Line("{");
        foreach (var (block, data) in blocks)
        {
            writer.Line($"    // {block}: {data.StoredBits} bits");
            WriteWords(writer, Pack(data));
        }

        writer.Line("};");
    }

    private static int UnpackedBytes(DataBlock block) => block.AsWords ? checked(2 * block.Bytes.Length) : block.Bytes.Length;

    /// <summary>The bytes from a block to the next: whole words.</summary>
    private static int Padded(DataBlock block) => (UnpackedBytes(block) + 7) / 8 * 8;

    /// <summary>Codes of so many bits one behind the other, least significant first, filled up to a word. One bit is the sign's.</summary>
    private static ulong[] Pack(DataBlock block)
    {
        var words = new ulong[(((long)block.Bytes.Length * block.StoredBits) + 63) / 64];
        var (bits, mask) = (block.StoredBits, (1UL << block.StoredBits) - 1);
        long position = 0;
        foreach (var value in block.Bytes)
        {
            var (word, offset, code) = ((int)(position >> 6), (int)(position & 63), (ulong)(bits == 1 ? value >> 7 : value) & mask);
            words[word] |= code << offset;
            if (offset + bits > 64)
                words[word + 1] |= code >> (64 - offset);
            position += bits;
        }

        return words;
    }

    private static void WriteWords(SourceWriter writer, ulong[] words)
    {
        var line = new StringBuilder();
        for (var i = 0; i < words.Length; i += WordsPerLine)
        {
            line.Clear().Append("    ");
            for (var j = i; j < Math.Min(i + WordsPerLine, words.Length); j++)
                line.Append("0x").Append(words[j].ToString("X", CultureInfo.InvariantCulture)).Append(j + 1 < Math.Min(i + WordsPerLine, words.Length) ? ", " : ",");
            writer.Line(line.ToString());
        }
    }
}
