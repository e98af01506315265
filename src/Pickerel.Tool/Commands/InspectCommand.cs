using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Tool.Models;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel inspect MODEL</c>: a model file's layers, and its tensors, for the names that layers must have.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model file: .tflite, .onnx, .safetensors or .pickerel; of integers or of real numbers." };
        var json = Output.JsonOption();
        var command = new Command("inspect", "Lists a model file's layers (shape, bits, multiply-accumulates, bytes) and tensors.") { model, json };
        command.SetAction(result => Output.Guard(() => Run(result.GetValue(model)!, result.GetValue(json))));
        return command;
    }

    private static int Run(string path, bool json)
    {
        var document = FloatModelFile.ReadAny(path);
        if (json)
        {
            Output.WriteJson(InspectAnswer.Of(document));
            return ExitCodes.Done;
        }

        if (document.Network is { } network)
            Print(network);
        if (!document.Tensors.IsEmpty || document.Network is null)
            Print(document.Tensors);
        return ExitCodes.Done;
    }

    private static void Print(Network network)
    {
        var layers = LayerSummary.Of(network);
        var table = new TextTable(
            new("layer"), new("kind"), new("output"), new("bits"), new("parameters", IsNumber: true), new("MACs", IsNumber: true), new("bytes", IsNumber: true))
        {
            Total = [$"{layers.Count} layers", "", "", "", Count(layers.Sum(l => l.Parameters)), Count(layers.Sum(l => l.Macs)), Count(layers.Sum(l => l.Bytes))],
        };
        foreach (var l in layers)
            table.Add(l.Name, l.Kind, l.Shape.ToString(), $"{l.Weights} {l.Grid}".Trim(), Count(l.Parameters), Count(l.Macs), Count(l.Bytes));
        table.Print();

        // The grids of real numbers are not known, or may still change.
        foreach (var (end, node) in network.Outputs.Select(o => ("output", o)).Prepend(("input", network.Input)))
        {
            if (network.IsInteger && node.Quantization is { } grid)
                Console.WriteLine(FormattableString.Invariant($"{end} '{SingleLine.Of(node.Name)}': {grid.ElementType}, real = {grid.Scale:R} * (q - {grid.ZeroPoint})"));
        }
    }

    private static void Print(IReadOnlyList<ModelTensor> tensors)
    {
        var table = new TextTable(new("tensor"), new("type"), new("shape"), new("bytes", IsNumber: true))
        {
            Total = [$"{Count(tensors.Count)} tensors", "", "", Count(tensors.Sum(t => (long)t.Bytes.Length))],
        };
        foreach (var t in tensors)
            table.Add(t.Name, t.Type.ToString(), $"[{string.Join(", ", t.Dimensions)}]", Count(t.Bytes.Length));
        table.Print();
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record InspectAnswer(
        string Model, bool IsInteger, EndAnswer? Input, IReadOnlyList<EndAnswer?> Outputs, IReadOnlyList<LayerAnswer> Layers, long Macs, long Bytes, IReadOnlyList<TensorAnswer> Tensors)
    {
        public static InspectAnswer Of(ModelDocument document)
        {
            var (network, layers) = (document.Network, document.Network is { } n ? LayerSummary.Of(n) : []);
            return new(
                document.Name,
                network is { IsInteger: true },
                network is { IsInteger: true } ? EndAnswer.Of(network.Input) : null,
                network is { IsInteger: true } ? [.. network.Outputs.Select(EndAnswer.Of)] : [],
                [.. layers.Select(l => new LayerAnswer(l.Name, l.Kind, [l.Shape.Height, l.Shape.Width, l.Shape.Channels], l.Weights, l.Grid, l.Parameters, l.Macs, l.Bytes))],
                layers.Sum(l => l.Macs),
                layers.Sum(l => l.Bytes),
                [.. document.Tensors.Select(t => new TensorAnswer(t.Name, t.Type.ToString(), [.. t.Dimensions], t.Bytes.Length))]);
        }
    }

    private sealed record EndAnswer(string Layer, string Element, double Scale, int ZeroPoint)
    {
        public static EndAnswer? Of(Node? node) => node?.Quantization is { } grid ? new(node.Name, grid.ElementType, grid.Scale, grid.ZeroPoint) : null;
    }

    private sealed record LayerAnswer(string Name, string Kind, IReadOnlyList<int> Shape, string Weights, string Grid, long Parameters, long Macs, long Bytes);

    private sealed record TensorAnswer(string Name, string Type, IReadOnlyList<int> Shape, long Bytes);
}
