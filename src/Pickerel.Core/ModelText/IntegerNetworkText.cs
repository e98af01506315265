using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core.ModelText;

/// <summary>
/// Writes and reads integer networks, one line a node. A constant stands in its node's line with type, sizes and the start of its digest;
/// its elements are the tensor <c>node.key</c> of the text. Nodes of single rounding follow behind a line of their own.
/// </summary>
internal static class IntegerNetworkText
{
    /// <summary>Before the names of constants of nodes of single rounding; no node's own name holds a colon.</summary>
    private const string SinglePrefix = "single:";

    /// <summary>Writes an integer network and gathers its constants.</summary>
    public static (string Text, IReadOnlyList<ModelTensor> Constants) Write(Network network, EquatableArray<Node> singleRounding)
    {
        var constants = new List<ModelTensor>();
        var text = new StringBuilder(ModelTextFormat.IntegerNetworkPrefix);
        QuotedName.Append(text, network.Name);
        WriteNodes(text, network.Nodes, "", constants);
        if (!singleRounding.IsEmpty)
            _ = text.Append('\n').Append(ModelTextFormat.SingleRoundingLine);
        WriteNodes(text, singleRounding, SinglePrefix, constants);
        return (text.Append('\n').ToString(), constants);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, and checks it as the verifier checks the compiler's own networks.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="constants">The tensors that follow them.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="stopAt">Receives the number of the line that a problem is about.</param>
    /// <exception cref="ProblemException">A line is malformed, or the network breaks a rule (PKR1080, PKR1081).</exception>
    public static ModelDocument Read(IReadOnlyList<TextLine> lines, EquatableArray<ModelTensor> constants, string model, Action<int> stopAt)
    {
        var tensors = new NodeConstants(constants);
        var (nodes, single) = (ImmutableArray.CreateBuilder<Node>(), ImmutableArray.CreateBuilder<Node>());
        var (current, prefix) = (nodes, "");
        var line = lines[0];
        try
        {
            var name = ReadName(line.Text);
            foreach (var next in lines.Skip(1))
            {
                line = next;
                if (string.Equals(line.Text, ModelTextFormat.SingleRoundingLine, StringComparison.Ordinal) && prefix.Length == 0)
                    (current, prefix) = (single, SinglePrefix);
                else
                    current.Add(CheckName(NodeReader.ReadInteger(line.Text, tensors, prefix), isFirst: nodes.Count == 0));
            }

            tensors.End();
            var document = new ModelDocument(model, new Network(name, new(nodes.ToImmutable())), []) { SingleRounding = new(single.ToImmutable()) };
            Check(document);
            return document;
        }
        catch (FormatException malformed)
        {
            stopAt(line.Number);
            throw new ProblemException(Pkr.NetworkTextMalformed.At(Site.Network, model, line.Number, malformed.Message));
        }
        catch (Exception invalid) when (invalid is NetworkVerificationException or OverflowException or ProblemException)
        {
            stopAt(line.Number);
            throw new ProblemException(Pkr.NetworkTextInvalid.At(Site.Network, model, line.Number, (invalid as NetworkVerificationException)?.Promise ?? (invalid as ProblemException)?.Problem.Text ?? invalid.Message));
        }
    }

    private static void WriteNodes(StringBuilder text, IEnumerable<Node> nodes, string prefix, List<ModelTensor> constants)
    {
        foreach (var node in nodes)
        {
            var format = new NodeFormat(Reals.ToBits, (key, constant) => constants.Add(constant.Named(prefix + NodeConstants.NameOf(node.Name, key))));
            _ = text.Append("\n  ").Append(format.Format(node));
        }
    }

    private static string ReadName(string line)
    {
        var position = ModelTextFormat.IntegerNetworkPrefix.Length;
        var name = QuotedName.Read(line, ref position);
        return !string.IsNullOrEmpty(name) && position == line.Length ? name! : throw new FormatException("'integer-network' and a name must stand here");
    }

    private static Node CheckName(Node node, bool isFirst)
    {
        var isInput = string.Equals(node.Name, LayerNames.Input, StringComparison.Ordinal);
        if (isFirst != isInput || isInput != node is InputNode)
            throw new FormatException("the first node, and no other, must be the input, named 'input'");
        if (!isInput && !LayerNames.IsValidOf(node))
            throw new ProblemException(Pkr.InvalidLayerName.At(node.Site, node.Name));
        return node;
    }

    private static void Check(ModelDocument document)
    {
        const string import = "import";
        var network = document.Network!;
        if (network.Nodes.Count < 2)
            throw new FormatException("the network ends before its first layer");
        NetworkVerifier.Verify(network, NetworkStage.Integer, import);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in document.SingleRounding)
        {
            var isTwin = network.Nodes.FirstOrDefault(n => string.Equals(n.Name, node.Name, StringComparison.Ordinal)) is { } twin
                && twin.GetType() == node.GetType() && twin.Inputs == node.Inputs && twin.Quantization == node.Quantization && names.Add(node.Name);
            if (!isTwin)
                throw new FormatException($"'{node.Name}' replaces no node of the network");
        }

        NetworkVerifier.Verify(TfLiteRoundings.Single(document), NetworkStage.Integer, import);
    }
}
