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
/// than byte literals. Weights below 8 bits stay packed there and are unpacked once, and so are those that kernels read as words.
/// </summary>
internal static class WeightEmitter
{
    private const int WordsPerLine = 6;

    /// <summary>The expression that refers to a layer's data block.</summary>
    public static string Reference(string layer, DataBlock block) => "Weights." + layer + "_" + block.Name;

    public static GeneratedSource Emit(TypeDeclaration type, IReadOnlyList<(string Layer, PlannedLayer Plan)> layers) =>
        TypeShell.File(type, "Weights", writer =>
        {
            using var kernels = writer.Block("private static partial class " + KernelsEmitter.ClassName);
            writer.Line("/// <summary>Weights and requantization constants in the layouts of the kernels.</summary>");
            writer.Line(TypeShell.GeneratedCode);
            using var weights = writer.Block("private static class Weights");
            foreach (var (layer, plan) in layers)
            {
                foreach (var block in plan.Code.Data)
                    Write(writer, layer, block);
            }

            writer.Line("private static ref byte Bytes(global::System.ReadOnlySpan<ulong> words) =>");
            writer.Line("    ref global::System.Runtime.CompilerServices.Unsafe.As<ulong, byte>(ref global::System.Runtime.InteropServices.MemoryMarshal.GetReference(words));");
        });

    private static void Write(SourceWriter writer, string layer, DataBlock block)
    {
        var name = layer + "_" + block.Name;
        if (block.IsReady)
        {
            writer.Line($"public static ref byte {name} => ref Bytes({name}_Words);");
        }
        else
        {
            writer.Line($"public static ref byte {name} => ref global::System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference({name}_Unpacked.Codes);");
            writer.Line();
            using var holder = writer.Block($"private static class {name}_Unpacked");
            writer.Line($"public static readonly byte[] Codes = Unpacking.{(block.AsWords ? "Words" : "Codes")}({name}_Words, {block.StoredBits}, {block.Bytes.Length});");
        }

        writer.Line();
        writer.Line($"private static global::System.ReadOnlySpan<ulong> {name}_Words => new ulong[]");
        writer.Line("{");
        WriteWords(writer, Pack(block));
        writer.Line("};");
        writer.Line();
    }

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
