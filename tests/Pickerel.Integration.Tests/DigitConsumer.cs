using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>A consumer with the digit network, built once for every framework; the build runs in Swedish, whose minus sign is not ASCII.</summary>
public sealed class DigitConsumer(PackedPickerel pickerel) : IAsyncLifetime
{
    public const string Swedish = "sv_SE.UTF-8";

    // Reads rows of 64 pixels and a class; prints the class found and the outputs, which must be the same everywhere.
    private const string Program = """
        using System;
        using System.IO;
        using System.Linq;
        using Pickerel;

        var outputs = new short[DigitNet.OutputLength];
        foreach (var line in File.ReadLines(args[0]))
        {
            var fields = line.Split(',').Select(byte.Parse).ToArray();
            var pixels = fields.AsSpan(0, DigitNet.InputLength);
            DigitNet.Infer(pixels, outputs);
            Console.WriteLine(FormattableString.Invariant($"{DigitNet.Classify(pixels)} {string.Join(",", outputs.Select(o => FormattableString.Invariant($"{o}")))}"));
        }

        [Network(Input = "8x8x1", InputScale = 1.0 / 16, Weights = "digits")]
        [Quantize(Weights = 4, Activations = 4)]
        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
        [DepthwiseConv2D(Kernel = 3, Name = "dw2")] [BatchNorm] [ReLU]
        [PointwiseConv2D(32, Name = "pw2")] [BatchNorm] [ReLU]
        [DepthwiseConv2D(Kernel = 3, Stride = 2, Padding = Padding.SameTorch, Name = "dw3")] [BatchNorm] [ReLU]
        [PointwiseConv2D(32, Name = "pw3")] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10, Name = "fc")]
        internal static partial class DigitNet;
        """;

    private const int Images = 300;

    private readonly Consumer _project = new(
        pickerel, "net8.0;net9.0;net10.0", "<PickerelModel Include=\"models of mine/siffror.safetensors\" Name=\"digits\" />", Program);

    /// <summary>Gets what the program prints, one line an image.</summary>
    public string Expected { get; private set; } = "";

    /// <summary>Gets the rows of pixels and classes.</summary>
    public string ImageFile => _project["digits.csv"];

    internal Consumer Project => _project;

    /// <summary>Gets the share of images whose class the program found.</summary>
    public double Accuracy => Expected.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Zip(File.ReadLines(ImageFile))
        .Average(pair => pair.First[0] == pair.Second[^1] ? 1.0 : 0.0);

    public async ValueTask InitializeAsync()
    {
        if (SharedData.IsMissing)
            return;
        _ = Directory.CreateDirectory(_project["models of mine"]);
        File.Copy(SharedData.PathOf("optdigits/digits_float.safetensors"), _project["models of mine/siffror.safetensors"]);
        File.WriteAllLines(ImageFile, File.ReadLines(SharedData.PathOf("optdigits/optdigits.tes")).Take(Images));

        // The compiler in this process's culture, not in that of a server started before.
        Consumer.AssertClean(await _project.Dotnet(["build", "-c", "Release", "-nologo", "-v:q", "-p:UseSharedCompilation=false"], Swedish));
        Expected = await Run("dotnet", ["exec", _project["bin/Release/net10.0/Consumer.dll"]]);
    }

    public ValueTask DisposeAsync()
    {
        _project.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a build of the program on the images, in Swedish.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> Run(string program, IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LANG"] = Swedish, ["LC_ALL"] = null, ["DOTNET_ROLL_FORWARD"] = "Major" };
        var run = await ProcessRun.Of(program, _project.Folder, [.. arguments, ImageFile], environment);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output;
    }
}
