using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>Turns what was declared into a graph: names, edges, windows and shapes are right in what it returns.</summary>
public static class NetworkBuilder
{
    /// <summary>Builds the declared network: from the layer attributes, or from the model file that brings its own layers.</summary>
    /// <exception cref="ProblemException">The first mistake in source order (PKR1020 to PKR1052).</exception>
    public static Network Build(CompilationRequest request)
    {
        var declaration = request.Declaration;
        CheckModelExists(request);
        DeclaredNumbers.Check(declaration.Quantize, declaration.Type.Name);
        return declaration.Parameters is ParametersSource.Model model ? FromModel(request, model) : FromLayers(declaration);
    }

    private static void CheckModelExists(CompilationRequest request)
    {
        var (name, property) = request.Declaration.Parameters switch
        {
            ParametersSource.Weights weights => (weights.Name, "Weights"),
            ParametersSource.Model model => (model.Name, "Model"),
            _ => (null, ""),
        };
        if (name is null || request.Model is not null)
            return;
        var (network, site) = (request.Declaration.Type.Name, Site.Network.At(property));
        throw new ProblemException(request.ModelNames.IsEmpty
            ? Pkr.NoModelKnown.At(site, network, name)
            : Pkr.ModelNotFound.At(site, network, name, Listing.Of(request.ModelNames)));
    }

    private static Network FromModel(CompilationRequest request, ParametersSource.Model source)
    {
        var (declaration, network, model) = (request.Declaration, request.Declaration.Type.Name, source.Name);
        if (declaration.Input is not null)
            throw new ProblemException(Pkr.ModelBringsInput.At(Site.Network.At("Input"), network, model));
        if (!declaration.Layers.IsEmpty)
            throw new ProblemException(Pkr.ModelBringsLayers.At(Site.OfLayer(0), network, model));
        if (request.Model!.Network is not { } layers)
            throw new ProblemException(Pkr.ModelWithoutLayers.At(Site.Network.At("Model"), network, model));
        if (layers.Nodes.Count == 1)
            throw new ProblemException(Pkr.EmptyNetwork.At(Site.Network.At("Model"), network));

        if (source.Rounding is not null && !layers.Nodes.Any(TfLiteRoundings.IsOne))
            throw new ProblemException(Pkr.RoundingUnused.At(Site.Network.At("Rounding"), network, $"is a TensorFlow Lite model's, which '{model}' is not"));
        if (layers.IsInteger)
            return (source.Rounding == ModelRounding.TfLiteSingle ? TfLiteRoundings.Single(request.Model) : layers) with { Name = network };

        // The layers come from a file: whatever is wrong with them, it is [Network] that names the file.
        var built = InferShapes.Run((layers with { Name = network }).Select(node => node with { Site = Site.Network }));
        foreach (var node in built.Nodes)
            DeclaredNumbers.Check(node);
        CheckAllAreRead(built);
        return built;
    }

    private static Network FromLayers(NetworkDeclaration declaration)
    {
        if (declaration.Layers.IsEmpty)
            throw new ProblemException(Pkr.EmptyNetwork.At(Site.Network, declaration.Type.Name));
        var input = Input(declaration.Input ?? throw new ProblemException(Pkr.MissingInput.At(Site.Network, declaration.Type.Name)));
        var names = LayerNames.Of(declaration.Layers);
        var (nodes, ordered, weights) = (new Dictionary<string, Node>(StringComparer.Ordinal) { [input.Name] = input }, new List<Node> { input }, BigInteger.Zero);
        for (var i = 0; i < declaration.Layers.Count; i++)
        {
            var layer = declaration.Layers[i];
            var inputs = Reads(layer, i, names).Select(name => nodes[name]).ToImmutableArray();
            if (layer is BlockDeclaration block)
            {
                foreach (var part in BlockParts.Of(block, names[i], Site.OfLayer(i), inputs[0].Shape.Channels))
                {
                    names.CheckIsFree(part.Name, i);
                    Append(part.Layer, part.Name, i, [.. part.Reads.Select(name => name is null ? inputs[0] : nodes[name])]);
                }

                // The block's name is that of what it gives.
                nodes.Add(names[i], ordered[ordered.Count - 1]);
            }
            else
            {
                Append(layer, names[i], i, inputs);
            }
        }

        ordered.AddRange(Outputs(declaration.Layers, names, nodes));
        var network = new Network(declaration.Type.Name, ordered.ToEquatableArray());
        CheckAllAreRead(network);
        return network;

        void Append(LayerDeclaration layer, string name, int position, ImmutableArray<Node> inputs)
        {
            var node = LayerLowering.Lower(layer, name, Site.OfLayer(position), inputs);
            weights = InferShapes.AddWeights(weights, node, inputs);
            nodes.Add(name, node);
            ordered.Add(node);
        }
    }

    /// <summary>The layers that are marked, and the last; nothing if that is the only one.</summary>
    private static IEnumerable<OutputNode> Outputs(EquatableArray<LayerDeclaration> layers, LayerNames names, Dictionary<string, Node> nodes)
    {
        var last = layers.Count - 1;
        var outputs = Enumerable.Range(0, layers.Count).Where(i => i == last || layers[i].IsOutput).ToList();
        return outputs.Count == 1
            ? []
            : outputs.Select(i => new OutputNode { Name = OutputNode.NameOf(names[i]), Inputs = [nodes[names[i]].Name], Shape = nodes[names[i]].Shape, Site = Site.OfLayer(i) });
    }

    private static IEnumerable<string> Reads(LayerDeclaration layer, int position, LayerNames names)
    {
        yield return names.Resolve(position, layer.From, "From");
        switch (layer)
        {
            case AddDeclaration add:
                yield return names.Resolve(position, add.Other, "Other");
                break;
            case MultiplyDeclaration multiply:
                yield return names.Resolve(position, multiply.Other, "Other");
                break;
            case ConcatenateDeclaration { Others.IsEmpty: true }:
                throw new ProblemException(Pkr.NothingToJoin.At(Site.OfLayer(position), names[position]));
            case ConcatenateDeclaration concatenate:
                foreach (var other in concatenate.Others)
                    yield return names.Resolve(position, other, "Others");
                break;
        }
    }

    private static InputNode Input(InputDeclaration declared)
    {
        var input = new InputNode
        {
            Name = LayerNames.Input,
            Site = Site.Network,
            Shape = declared.Shape,
            Quantization = new Quantization(declared.Scale, declared.ZeroPoint, 8, declared.Element == ElementType.Int8),
            Mean = declared.Mean,
            Std = declared.Std,
        };
        _ = InferShapes.ShapeOf(input, []);
        DeclaredNumbers.Check(input);
        return input;
    }

    private static void CheckAllAreRead(Network network)
    {
        var read = new HashSet<string>(network.Nodes.SelectMany(node => node.Inputs).Concat(network.Outputs.Select(o => o.Name)), StringComparer.Ordinal);
        if (network.Nodes.FirstOrDefault(node => !read.Contains(node.Name)) is { } dangling)
            throw new ProblemException(Pkr.DanglingLayer.At(dangling.Site, dangling.Name, Listing.Of(network.Outputs.Select(o => (o as OutputNode)?.Layer ?? o.Name))));
    }
}
