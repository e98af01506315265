using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core.ModelText;

/// <summary>A line of a text and its number in the file, 1 for the first.</summary>
public readonly record struct TextLine(int Number, string Text);

/// <summary>Writes and reads declared networks, one line a node; reals as bit patterns, so that reading gives back the same network.</summary>
public static class NetworkText
{
    /// <summary>Writes a declared network in ASCII: the line <c>network NAME</c>, then one line a node, indented by two spaces; line feeds end lines.</summary>
    /// <exception cref="ArgumentException">A node has been bound, fused or lowered: only what was declared can be read back.</exception>
    public static string Write(Network network)
    {
        var format = new NodeFormat(Reals.ToBits);
        var text = new StringBuilder(ModelTextFormat.NetworkPrefix);
        QuotedName.Append(text, network.Name);
        foreach (var node in network.Nodes)
        {
            if (!IsDeclared(node))
                throw new ArgumentException($"Node '{node.Name}' ({node.Kind}) holds more than was declared.", nameof(network));
            _ = text.Append("\n  ").Append(format.Format(node));
            if (node.Site.Part == SitePart.Layer)
                _ = text.Append(" layer=").Append(node.Site.Layer.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Whether a network holds no more than was declared.</summary>
    public static bool CanWrite(Network network) => network.Nodes.All(IsDeclared);

    /// <summary>Reads what <see cref="Write"/> wrote, and checks it as the declaration of a network is checked.</summary>
    /// <param name="lines">
    /// The lines, <c>network NAME</c> first; empty lines and lines that start with <c>#</c> are skipped. They are taken one by one, so
    /// that a problem is about the line taken last.
    /// </param>
    /// <param name="model">The model's name, for messages.</param>
    /// <exception cref="ProblemException">A line is malformed or says what no network may be (PKR1080, PKR1081): the message names model and line.</exception>
    public static Network Read(IEnumerable<TextLine> lines, string model)
    {
        string? name = null;
        var (number, weights) = (0, BigInteger.Zero);
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        var ordered = ImmutableArray.CreateBuilder<Node>();
        foreach (var line in lines)
        {
            number = line.Number;
            if (line.Text.Length == 0 || line.Text[0] == '#')
                continue;
            try
            {
                if (name is null)
                {
                    name = ReadName(line.Text);
                    continue;
                }

                var node = Check(NodeReader.Read(line.Text), nodes, ref weights);
                nodes.Add(node.Name, node);
                ordered.Add(node);
            }
            catch (FormatException malformed)
            {
                throw new ProblemException(Pkr.NetworkTextMalformed.At(Site.Network, model, number, malformed.Message));
            }
            catch (ProblemException invalid)
            {
                throw new ProblemException(Pkr.NetworkTextInvalid.At(Site.Network, model, number, invalid.Problem.Text));
            }
        }

        return name is not null && ordered.Count > 0
            ? new Network(name, new(ordered.ToImmutable()))
            : throw new ProblemException(Pkr.NetworkTextMalformed.At(Site.Network, model, number, "the network ends before its input"));
    }

    private static string ReadName(string line)
    {
        var position = ModelTextFormat.NetworkPrefix.Length;
        var name = line.StartsWith(ModelTextFormat.NetworkPrefix, StringComparison.Ordinal) ? QuotedName.Read(line, ref position) : null;
        return !string.IsNullOrEmpty(name) && position == line.Length ? name! : throw new FormatException("'network' and a name must stand here");
    }

    /// <summary>Checks a node against those before it.</summary>
    private static Node Check(Node node, Dictionary<string, Node> before, ref BigInteger weights)
    {
        if (node is InputNode != (before.Count == 0) || node is InputNode != string.Equals(node.Name, LayerNames.Input, StringComparison.Ordinal))
            throw new FormatException("the first node, and no other, must be the input, named 'input'");
        if (node is not InputNode && !LayerNames.IsValidOf(node))
            throw new ProblemException(Pkr.InvalidLayerName.At(node.Site, node.Name));
        if (before.ContainsKey(node.Name))
            throw new FormatException($"a second node is named '{node.Name}'");
        if (node.Inputs.FirstOrDefault(i => !before.ContainsKey(i)) is { } missing)
            throw new FormatException($"'{node.Name}' reads '{missing}', which does not stand above");
        var inputs = node.Inputs.Select(i => before[i]).ToImmutableArray();
        var shape = InferShapes.ShapeOf(node, inputs);
        if (shape != node.Shape)
            throw new FormatException($"the shape of '{node.Name}' is {shape}, not {node.Shape}");
        weights = InferShapes.AddWeights(weights, node, inputs);
        DeclaredNumbers.Check(node);
        return node;
    }

    private static bool IsDeclared(Node node) => node switch
    {
        InputNode => true,
        { Quantization: not null } => false,
        WeightedNode w => w is { Weights: null, Quantized: null, Bias: null, Normalization: null, Multiplier: null, ActivationScale: null }
            && w is { Activation: Activation.None, Curve: null, PaddingValues.IsEmpty: true, ChannelBits.IsEmpty: true },
        BatchNormalizationNode n => n is { Normalization: null, ActivationScale: null, Activation: Activation.None, Curve: null },
        ReluNode r => r.ActivationScale is null,
        ActivationNode n => n is { ActivationScale: null, Curve: not ActivationCurve.PRelu { Slopes: not null } },
        SoftmaxNode s => s.ActivationScale is null,
        AddNode a => a is { ActivationScale: null, Activation: Activation.None, Curve: null },
        MultiplyNode m => m is { ActivationScale: null, Activation: Activation.None },
        _ => node is AveragePoolNode or MaxPoolNode or FlattenNode or MovementNode,
    };
}
