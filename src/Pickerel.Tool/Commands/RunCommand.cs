using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Arrays;
using Pickerel.Tool.Models;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel run MODEL --input FILE --output FILE</c>: infers samples with the reference interpreter.</summary>
internal static class RunCommand
{
    /// <summary>What a file of samples may be, for the help of every command that reads one.</summary>
    public const string SampleFiles = ".npy, .npz, .csv (a sample a line), or anything else: the raw elements, little-endian, samples one after another. A line of elements is rows, columns, channels; an array of an .onnx model with these axes channels, rows, columns. Integers are taken as they are; real numbers are quantized as the generated Infer does (divided by the scale, rounded half up, zero point added, clamped)";

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The quantized model: .tflite, .onnx, or .pickerel that holds an integer network." };
        var input = new Option<string>("--input", "-i") { Description = $"The samples: {SampleFiles}.", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "The file to write: .csv or .npy, one line of integers a sample, of several outputs one behind another; or .npz, an array an output.", Required = true };
        var (rounding, json) = (RoundingOption(), Output.JsonOption());
        var command = new Command("run", "Infers samples with the reference interpreter, which defines what the generated code returns.") { model, input, output, rounding, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is { } file && !ArrayFile.CanWrite(file))
                result.AddError($"'{file}' must end in .csv, .npy or .npz.");
        });
        command.SetAction(result => Output.Guard(() => Run(
            result.GetValue(model)!, result.GetValue(input)!, result.GetValue(output)!, RoundingOf(result.GetValue(rounding)), result.GetValue(json))));
        return command;
    }

    /// <summary>The option that chooses a TensorFlow Lite model's rounding.</summary>
    public static Option<string?> RoundingOption()
    {
        var option = new Option<string?>("--rounding") { Description = "How a TensorFlow Lite model rounds: double (its reference kernels, and the default) or single." };
        return option.AcceptOnlyFromAmong("double", "single");
    }

    public static TfLiteRounding? RoundingOf(string? name) => name switch
    {
        "double" => TfLiteRounding.Double,
        "single" => TfLiteRounding.Single,
        _ => null,
    };

    private static int Run(string model, string input, string output, TfLiteRounding? rounding, bool json)
    {
        var network = ModelFile.ReadNetwork(model, rounding);
        var samples = SampleFile.Open(input, network.Name, network.Input, ModelFile.IsChannelsFirst(model)).SamplesOf(network.Input)[0];
        var outputs = network.Outputs.Zip(Inference.Run(network, samples), (node, integers) => NumberArray.OfIntegers(
            LayerOf(node), ArrayTypes.OfElement(node.Quantization!.ElementType), [samples.Count, (int)node.Shape.Count], integers)).ToList();
        Output.WriteFile(output, stream => ArrayFile.Write(output, outputs, stream));
        if (json)
            Output.WriteJson(new RunAnswer(network.Name, samples.Count, [.. outputs.Select(o => new OutputAnswer(o.Name, o.Shape[1]))], output));
        else
            Console.WriteLine(FormattableString.Invariant($"{samples.Count} samples, {string.Join(", ", outputs.Select(o => FormattableString.Invariant($"{o.Shape[1]} integers each of '{o.Name}'")))}: {output}"));
        return ExitCodes.Done;
    }

    private static string LayerOf(Node node) => node is OutputNode output ? output.Layer : node.Name;

    private sealed record RunAnswer(string Model, int Samples, IReadOnlyList<OutputAnswer> Outputs, string Output);

    private sealed record OutputAnswer(string Layer, int Elements);
}
