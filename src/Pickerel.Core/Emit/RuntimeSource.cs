using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pickerel.Core.Emit;

/// <summary>
/// The files of Runtime as private nested types: real C#, compiled and tested here, with usings replaced by full names so
/// that nothing in the user's code can change their meaning.
/// </summary>
internal static class RuntimeSource
{
    /// <summary>The vocabulary: its interface, and the structs that implement it.</summary>
    private static readonly string[] Vectors = ["IVector", "ScalarLane", "Lanes128", "Lanes256", "Lanes512"];

    private static readonly Dictionary<string, string> Namespaces = new(StringComparer.Ordinal)
    {
        ["Vector128"] = "System.Runtime.Intrinsics",
        ["Vector256"] = "System.Runtime.Intrinsics",
        ["Vector512"] = "System.Runtime.Intrinsics",
        ["Sse2"] = "System.Runtime.Intrinsics.X86",
        ["Sse41"] = "System.Runtime.Intrinsics.X86",
        ["Ssse3"] = "System.Runtime.Intrinsics.X86",
        ["AdvSimd"] = "System.Runtime.Intrinsics.Arm",
        ["PackedSimd"] = "System.Runtime.Intrinsics.Wasm",
        ["Avx2"] = "System.Runtime.Intrinsics.X86",
        ["Avx512F"] = "System.Runtime.Intrinsics.X86",
        ["Avx512BW"] = "System.Runtime.Intrinsics.X86",
        ["Unsafe"] = "System.Runtime.CompilerServices",
        ["MethodImpl"] = "System.Runtime.CompilerServices",
        ["MethodImplOptions"] = "System.Runtime.CompilerServices",
        ["MemoryMarshal"] = "System.Runtime.InteropServices",
        ["Span"] = "System",
        ["ReadOnlySpan"] = "System",
    };

    private static readonly Regex KnownName = new(
        @"(?<![\w.])(" + string.Join("|", Namespaces.Keys) + @")\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>The files read so far: every network asks for the same.</summary>
    private static readonly ConcurrentDictionary<string, string> Files = new(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<VectorFile>> VectorFiles = new(() => [.. Vectors.Select(name => VectorFile.Parse(Read(name)))]);

    private static readonly Regex VectorCall = new(@"\bV\.(?<step>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>The vector vocabulary, as far as kernels use it: each step left out saves the C# compiler work in every build.</summary>
    public static IReadOnlyList<string> ReadVectors(string kernels)
    {
        var files = VectorFiles.Value;
        var steps = new HashSet<string>(files[0].Members.Select(m => m.Name), StringComparer.Ordinal);
        var used = new HashSet<string>(VectorCall.Matches(kernels).Cast<Match>().Select(m => m.Groups["step"].Value), StringComparer.Ordinal);

        // Steps may call steps; helpers that are no steps stay.
        for (var before = -1; before != used.Count;)
        {
            before = used.Count;
            foreach (var member in files.SelectMany(f => f.Members).Where(m => used.Contains(m.Name) || !steps.Contains(m.Name)))
                used.UnionWith(member.Words.Where(w => steps.Contains(w) && !used.Contains(w)).ToList());
        }

        return [.. files.Select(f => f.Text(m => used.Contains(m.Name) || !steps.Contains(m.Name)))];
    }

    /// <summary>The declarations of a file, private.</summary>
    public static string Read(string name) => Files.GetOrAdd(name, static file =>
    {
        var lines = ReadResource(file).Replace("\r", "").Split('\n')
            .Where(l => !l.StartsWith("using ", StringComparison.Ordinal) && !l.StartsWith("namespace ", StringComparison.Ordinal))
            .Select(l => l.StartsWith("internal ", StringComparison.Ordinal) ? "private " + l.Substring("internal ".Length) : l);
        return Qualify(string.Join("\n", lines).Trim('\n'));
    });

    /// <summary>Writes the base library's names in full, outside of comments.</summary>
    public static string Qualify(string code) =>
        string.Join("\n", code.Split('\n').Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            ? line
            : KnownName.Replace(line, match => "global::" + Namespaces[match.Value] + "." + match.Value)));

    private static string ReadResource(string name)
    {
        using var stream = typeof(RuntimeSource).Assembly.GetManifestResourceStream("Runtime/" + name + ".cs")
            ?? throw new InvalidOperationException($"Runtime/{name}.cs is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
