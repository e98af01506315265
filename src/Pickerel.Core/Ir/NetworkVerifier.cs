using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir.Verification;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Ir;

/// <summary>A network broke a promise of its stage: a bug of the compiler, unless the network came from a file.</summary>
/// <param name="message">Step, node and promise.</param>
/// <param name="promise">Node and promise alone; null for the message.</param>
public sealed class NetworkVerificationException(string message, string? promise = null) : Exception(message)
{
    /// <summary>Gets what does not hold of which node.</summary>
    public string Promise { get; } = promise ?? message;
}

/// <summary>Checks what a network promises at its stage. It recomputes what it can instead of believing what passes wrote down.</summary>
public static class NetworkVerifier
{
    /// <summary>Checks a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="stage">What it promises; each stage includes what still applies of those before it.</param>
    /// <param name="after">The pass (or other step) that made it, for the message.</param>
    /// <exception cref="NetworkVerificationException">A promise is broken; the message names step, node and promise.</exception>
    public static void Verify(Network network, NetworkStage stage, string after)
    {
        var promises = new Promises(after);
        CheckOrder(network, promises);
        foreach (var node in network.Nodes)
        {
            var inputs = node.Inputs.Select(name => network[name]).ToImmutableArray();
            CheckShape(node, inputs, promises);
            if (stage >= NetworkStage.Bound)
                ParameterPromises.Check(node, inputs, promises);
            if (stage >= NetworkStage.Quantized)
                GridPromises.Check(node, inputs, promises);
            if (stage >= NetworkStage.Integer)
                IntegerPromises.Check(node, inputs, promises);
        }

        if (stage >= NetworkStage.Integer)
            AccumulatorPromises.Check(network, mustBeProved: stage >= NetworkStage.Proved, promises);
    }

    private static void CheckOrder(Network network, Promises promises)
    {
        promises.Check(!network.Nodes.IsEmpty && network.Nodes[0] is InputNode, "the first node is the input");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            promises.Check(node, node is not InputNode || seen.Count == 0, "there is one input");
            promises.Check(node, node is ConcatenateNode ? node.Inputs.Count >= 2 : node.Inputs.Count == Arity(node), $"a {node.Kind} reads {Arity(node)} nodes");
            foreach (var name in node.Inputs)
                promises.Check(node, seen.Contains(name), $"'{name}', which it reads, stands before it");
            promises.Check(node, node.Name.Length > 0 && seen.Add(node.Name), "its name is its own");
        }

        var read = new HashSet<string>(network.Nodes.SelectMany(n => n.Inputs).Concat(network.Outputs.Select(n => n.Name)), StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            promises.Check(node, node is not OutputNode || network.Output is OutputNode, "output nodes stand at the end");
            promises.Check(node, read.Contains(node.Name), "some node reads it, or it is an output");
            promises.Check(node, node.Inputs.All(i => network[i] is not OutputNode), "it reads no output node");
        }

        promises.Check(network.Nodes.SkipWhile(n => n is not OutputNode).All(n => n is OutputNode), "the output nodes stand at the end");
    }

    private static int Arity(Node node) => node switch
    {
        InputNode => 0,
        AddNode or MultiplyNode or IntegerAddNode or IntegerTableSumNode or IntegerMultiplyNode or ConcatenateNode => 2,
        _ => 1,
    };

    private static void CheckShape(Node node, ImmutableArray<Node> inputs, Promises promises)
    {
        try
        {
            var shape = InferShapes.ShapeOf(DeclaredTwin(node, promises), inputs);
            promises.Check(node, shape == node.Shape, $"its shape is {shape}, not {node.Shape}");
        }
        catch (ProblemException problem)
        {
            promises.Check(node, holds: false, problem.Problem.Text);
        }
    }

    /// <summary>The declared node of the same geometry: shapes have one definition.</summary>
    private static Node DeclaredTwin(Node node, Promises promises)
    {
        switch (node)
        {
            case IntegerConvolutionNode c:
                promises.Check(node, c.Weights.Dimensions.Count == 4, "convolution weights have four dimensions");
                return new ConvolutionNode { Name = node.Name, Convolution = c.Convolution, Groups = c.Groups, Window = c.Window, Filters = c.Weights.Dimensions[0] };
            case IntegerDenseNode d:
                promises.Check(node, d.Weights.Dimensions.Count == 2, "dense weights have two dimensions");
                return new DenseNode { Name = node.Name, Units = d.Weights.Dimensions[0] };
            case IntegerAffineNode or IntegerTableNode or IntegerSoftmaxNode or TfLiteSoftmaxNode or IntegerMultiplyNode:
                return new ReluNode { Name = node.Name };
            case IntegerAddNode or IntegerTableSumNode:
                return new AddNode { Name = node.Name };
            case IntegerAveragePoolNode p:
                return new AveragePoolNode { Name = node.Name, Window = p.Window };
            default:
                return node;
        }
    }
}
