using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Tool.Models;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel verify MODEL --input FILE --expected FILE</c>: compares what a model gives with what it should.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The quantized model: .tflite, .onnx, or .pickerel that holds an integer network." };
        var input = new Option<string>("--input", "-i") { Description = $"The samples: {RunCommand.SampleFiles}.", Required = true };
        var expected = new Option<string>("--expected", "-e")
        {
            Description = "What the network should give, in the same kinds of file. An .npz file with arrays named as layers (pickerel inspect lists them) compares every one, in the network's order.",
            Required = true,
        };
        var (rounding, json) = (RunCommand.RoundingOption(), Output.JsonOption());
        var command = new Command("verify", "Compares the reference interpreter's integers with expected ones, and names the first that differs (exit code 4).") { model, input, expected, rounding, json };
        command.SetAction(result => Output.Guard(() => Run(
            result.GetValue(model)!, result.GetValue(input)!, result.GetValue(expected)!, RunCommand.RoundingOf(result.GetValue(rounding)), result.GetValue(json))));
        return command;
    }

    private static int Run(string model, string input, string expected, TfLiteRounding? rounding, bool json)
    {
        var network = ModelFile.ReadNetwork(model, rounding);
        var samples = SampleFile.Open(input, network.Name, network.Input, ModelFile.IsChannelsFirst(model)).SamplesOf(network.Input)[0];
        var verification = Inference.Verify(network, samples, ReadExpected(expected, network, samples.Count, ModelFile.IsChannelsFirst(model)));
        if (json)
            Output.WriteJson(new VerifyAnswer(network.Name, verification));
        else
            Print(network, verification);
        return verification.First is null ? ExitCodes.Done : ExitCodes.Differs;
    }

    private static IReadOnlyList<ExpectedLayer> ReadExpected(string path, Network network, int samples, bool isChannelsFirst)
    {
        var file = SampleFile.Open(path, network.Name, network.Output, isChannelsFirst);
        var names = network.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var (known, isOne) = (file.Names.Where(names.Contains).ToHashSet(StringComparer.Ordinal), file.Names.Take(2).Count() == 1);
        if (!isOne && file.Names.FirstOrDefault(n => !names.Contains(n)) is { } unknown)
            throw new FileException(path, Pkr.UnknownArray.At(Site.Network, Path.GetFileName(path), unknown, network.Name, Listing.Of(network.Nodes.Select(n => n.Name))));

        // An array of no layer's name holds the outputs.
        var compared = known.Count > 0 ? network.Nodes.Where(n => known.Contains(n.Name)).ToList() : network.Outputs;
        var layers = compared.Zip(file.SamplesOf(compared), (node, integers) => new ExpectedLayer(node.Name, integers)).ToList();
        var other = layers.Find(l => l.Samples.Count != samples);
        return other is null
            ? layers
            : throw new FileException(path, Pkr.DataOfOtherShape.At(
                Site.Network, Path.GetFileName(path), network.Name, FormattableString.Invariant($"it has {other.Samples.Count} samples of '{other.Name}', and the input has {samples}")));
    }

    private static void Print(Network network, Verification verification)
    {
        if (verification.First is { } first)
        {
            var shape = network[first.Layer].Shape;
            var (row, column, channel) = (first.Element / shape.Channels / shape.Width, first.Element / shape.Channels % shape.Width, first.Element % shape.Channels);
            Console.WriteLine(FormattableString.Invariant(
                $"'{first.Layer}' differs first: sample {first.Sample}, element {first.Element} (row {row}, column {column}, channel {channel}): expected {first.Expected}, got {first.Got}"));
        }

        if (verification.Layers.Count > 1)
        {
            foreach (var layer in verification.Layers.Where(l => l.EqualRows < verification.Rows))
                Console.WriteLine(FormattableString.Invariant($"  {layer.Layer}: {layer.EqualRows} of {verification.Rows} rows equal"));
        }

        var compared = verification.Layers.Count == 1 ? $"'{verification.Layers[0].Layer}'" : FormattableString.Invariant($"{verification.Layers.Count} layers");
        Console.WriteLine(FormattableString.Invariant($"{verification.EqualRows} of {verification.Rows} rows equal, {compared} compared"));
    }

    private sealed record VerifyAnswer(string Model, bool Equal, int Rows, int EqualRows, Difference? First, IReadOnlyList<VerifiedLayer> Layers)
    {
        public VerifyAnswer(string model, Verification v)
            : this(model, v.First is null, v.Rows, v.EqualRows, v.First, v.Layers)
        {
        }
    }
}
