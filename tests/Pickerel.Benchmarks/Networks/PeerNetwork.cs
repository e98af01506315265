using System;
using System.IO;
using System.Linq;

namespace Pickerel.Benchmarks.Networks;

/// <summary>A network that the peer has as an ONNX file, as layer attributes of the same shapes.</summary>
/// <param name="Name">The stem of the peer's file.</param>
/// <param name="Input">Height, width and channels of one input.</param>
/// <param name="Layers">The layer attributes.</param>
/// <param name="PeerShapes">Input and output as the peer's runner takes them, NCHW.</param>
/// <param name="TfLite">The file in <c>shared/data</c> that MLPerf Tiny has of it, int8, or null.</param>
internal sealed record PeerNetwork(string Name, string Input, string Layers, string PeerShapes, string? TfLite = null)
{
    /// <summary>Gets the C# class name.</summary>
    public string ClassName => string.Concat(Name.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>The class at one precision, with pseudo-random weights or those of the file.</summary>
    public NetworkSource At(Precision precision, int seed = 1) => precision.IsOfFile ? OfFile(TfLite!) : Declared(precision, seed);

    private NetworkSource OfFile(string file) => new(
        ClassName,
        $"""
        using Pickerel;

        namespace Benchmarked;

        [Network(Model = "{Path.GetFileNameWithoutExtension(file)}")]
        public static partial class {ClassName};

        """,
        file);

    private NetworkSource Declared(Precision precision, int seed) => new(
        ClassName,
        $"""
        using Pickerel;

        namespace Benchmarked;

        [Network(Input = "{Input}", Seed = {seed})]
        {precision.Attribute}
        {Layers}
        public static partial class {ClassName};

        """);
}
