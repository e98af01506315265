using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import.Calibration;
using Pickerel.Tool.Models;
using Spectre.Console;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel quantize MODEL --calibration FILE --weights 4 --activations 8 --output FILE.pickerel</c>: quantization after training.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The network of real numbers: .onnx or .tflite (in float), or .pickerel that holds one." };
        var data = new Option<string>("--calibration", "-c")
        {
            Description = "A few dozen typical inputs as real numbers: .npy, .npz, .csv, or anything else: raw f4 elements; in the order of the model's own input (ONNX: channels, rows, columns; else rows, columns, channels).",
            Required = true,
        };
        var output = new Option<string>("--output", "-o") { Description = "The .pickerel file to write; [Network(Model = …)] compiles it.", Required = true };
        var weights = new Option<int>("--weights") { Description = "Bits of the weights, 1 to 8.", DefaultValueFactory = _ => 8 };
        var activations = new Option<int>("--activations") { Description = "Bits of the activations, 1 to 8, or 16.", DefaultValueFactory = _ => 8 };
        var ends = new Option<int>("--first-and-last") { Description = "The least bits of the first and last layer's weights and of the last one's input; 0 makes no exception.", DefaultValueFactory = _ => 8 };
        var method = new Option<string>("--method") { Description = "How ranges are chosen: min-max, percentile or least-error.", DefaultValueFactory = _ => "least-error" }.AcceptOnlyFromAmong("min-max", "percentile", "least-error");
        var percentile = new Option<double?>("--percentile") { Description = "The magnitudes that --method percentile keeps, in percent (default 99.99)." };
        var bias = new Option<string>("--bias-correction")
        {
            Description = "What biases are corrected by: means measured on the data, means expected of the norms, or none.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "measured",
        }.AcceptOnlyFromAmong("measured", "expected", "none");
        var scale = new Option<double?>("--input-scale") { Description = "The scale of the network's input bytes (default: from the data's least to its greatest value)." };
        var zero = new Option<int>("--input-zero-point") { Description = "The byte that stands for 0, with --input-scale (default 0)." };
        var json = Output.JsonOption();
        var command = new Command("quantize", "Quantizes a trained network with a few samples, without training.")
        {
            model, data, output, weights, activations, ends, method, percentile, bias, scale, zero, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(percentile) is not (null or (> 0 and <= 100)))
                result.AddError("--percentile must be above 0, and at most 100.");
            if (result.GetValue(scale) is { } given && !(given > 0 && double.IsFinite(given)))
                result.AddError("--input-scale must be positive.");
            if (result.GetValue(zero) is < 0 or > byte.MaxValue || (result.GetValue(zero) != 0 && result.GetValue(scale) is null))
                result.AddError("--input-zero-point must be 0 to 255, and stand with --input-scale.");
        });
        command.SetAction(result => Output.Guard(() => Run(
            result.GetValue(model)!,
            result.GetValue(data)!,
            result.GetValue(output)!,
            new CalibrationOptions
            {
                Quantize = new QuantizeDeclaration { Weights = result.GetValue(weights), Activations = result.GetValue(activations), FirstAndLast = result.GetValue(ends) },
                Method = result.GetValue(method) switch { "min-max" => RangeMethod.MinMax, "percentile" => RangeMethod.Percentile, _ => RangeMethod.LeastError },
                Percentile = result.GetValue(percentile) ?? 99.99,
                BiasCorrection = result.GetValue(bias) switch { "expected" => BiasCorrectionMethod.Expected, "none" => BiasCorrectionMethod.None, _ => BiasCorrectionMethod.Measured },
                Input = result.GetValue(scale) is { } s ? new Quantization(s, result.GetValue(zero), 8, Signed: false) : null,
            },
            result.GetValue(json))));
        return command;
    }

    private static int Run(string path, string data, string output, CalibrationOptions options, bool json)
    {
        var model = FloatModelFile.Read(path);
        var samples = CalibrationFile.Read(data, model);
        var quantized = Quantize(path, model.Document, samples, options);
        Output.WriteFile(output, stream => ModelTextWriter.Write(quantized.Model, stream));
        if (json)
            Output.WriteJson(QuantizeAnswer.Of(quantized, output, samples.Count));
        else
            Print(quantized, output, samples.Count);
        return ExitCodes.Done;
    }

    private static QuantizedModel Quantize(string path, ModelDocument model, IReadOnlyList<double[]> samples, CalibrationOptions options)
    {
        try
        {
            return ProgressBar.While(report => PostTrainingQuantizer.Quantize(model, samples, options, report));
        }
        catch (ProblemException stopped)
        {
            throw new FileException(path, stopped.Problem);
        }
    }

    private static void Print(QuantizedModel quantized, string output, int samples)
    {
        var layers = LayerSummary.Of(quantized.Model.Network!).ToDictionary(l => l.Name, StringComparer.Ordinal);
        var table = new TextTable(new("layer"), new("output"), new("bits"), new("range"), new("SQNR dB", IsNumber: true));
        foreach (var (node, decibels) in quantized.Errors)
        {
            var (layer, grid) = (layers[node.Name], node.Quantization!);
            var range = string.Create(CultureInfo.InvariantCulture, $"{grid.RealOf(grid.Minimum):G4} to {grid.RealOf(grid.Maximum):G4}");
            table.Add(layer.Name, layer.Shape.ToString(), $"{layer.Weights} {layer.Grid}".Trim(), range, Decibels(decibels));
        }

        table.Print();
        var bytes = layers.Values.Sum(l => l.Bytes);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples} samples; {bytes:N0} bytes of weights and constants: {output}"));
    }

    private static string Decibels(double ratio) => double.IsNaN(ratio) ? "" : double.IsInfinity(ratio) ? "exact" : ratio.ToString("F1", CultureInfo.InvariantCulture);

    private sealed record QuantizeAnswer(string Model, string Output, int Samples, IReadOnlyList<ErrorAnswer> Layers)
    {
        public static QuantizeAnswer Of(QuantizedModel quantized, string output, int samples) => new(
            quantized.Model.Name,
            output,
            samples,
            [.. quantized.Errors.Select(e => new ErrorAnswer(e.Node.Name, LayerOf(e.Node), e.Node.Quantization!.Scale, e.Node.Quantization.ZeroPoint, double.IsFinite(e.Decibels) ? e.Decibels : null))]);

        private static string LayerOf(Node node) => FormattableString.Invariant($"{(node.Quantization!.Signed ? 's' : 'u')}{node.Quantization.Bits}");
    }

    /// <summary>A layer's grid and error; no ratio where there is no error, or nothing but zeros.</summary>
    private sealed record ErrorAnswer(string Layer, string Grid, double Scale, int ZeroPoint, double? SqnrDecibels);
}
