using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Random declarations, lowered as the compiler lowers them: every grid of weights, form of scales and kind of norm.</summary>
internal static class DeclaredNetworks
{
    public static IEnumerable<Network> Create(int count, int seed, bool activations = false) => Enumerable.Range(seed, count).Select(s => Create(s, activations));

    private static Network Create(int seed, bool activations)
    {
        var declaration = new RandomDeclarations(new Random(seed), activations).Next();
        var declared = NetworkBuilder.Build(new CompilationRequest(declaration, Model: null, []));
        var network = PassPipeline.Run(declared, new(declaration.Quantize, declaration.Parameters, Model: null), default, verify: true);
        return network with { Name = $"Declared{seed}" };
    }
}
