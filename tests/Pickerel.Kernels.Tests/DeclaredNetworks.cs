using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Random declarations, lowered as the compiler lowers them.</summary>
internal static class DeclaredNetworks
{
    public static IReadOnlyList<Network> Create(int count, int seed) => [.. Enumerable.Range(seed, count).AsParallel().AsOrdered().Select(s => Create(s))];

    private static Network Create(int seed)
    {
        var declaration = new RandomDeclarations(new Random(seed)).Next();
        var declared = NetworkBuilder.Build(new CompilationRequest(declaration, Model: null, []));
        var network = PassPipeline.Run(declared, new(declaration.Quantize, declaration.Parameters, Model: null), default, verify: true);
        return network with { Name = $"Declared{seed}" };
    }
}
