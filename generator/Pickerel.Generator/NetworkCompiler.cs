using System;
using System.Linq;
using System.Threading;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Emit;
using Pickerel.Core.Messages;

namespace Pickerel.Generator;

/// <summary>The generator's way into Core. Nothing leaves it but sources and problems.</summary>
internal static class NetworkCompiler
{
    public static CompiledNetwork Compile(BoundNetwork network, CancellationToken cancellation)
    {
        try
        {
            return Run(network, cancellation);
        }
        catch (Exception bug) when (!cancellation.IsCancellationRequested)
        {
            var problem = Pkr.InternalError.At(Site.Network, network.Declared.Declaration.Type.Name, bug.ToString());
            return new(network.Declared.Key, ThrowingApi(network, problem), [new(network.Declared.Key, problem)]);
        }
    }

    private static CompiledNetwork Run(BoundNetwork network, CancellationToken cancellation)
    {
        var key = network.Declared.Key;
        if (network.Declared.Rejection is { } rejection)
            return new(key, ThrowingApi(network, rejection), []);
        if (network.Declared.Problems is { IsEmpty: false } problems)
            return new(key, ThrowingApi(network, problems[0]), Of(key, problems));
        if (network.ModelProblem is { } model)
            return new(key, ThrowingApi(network, model.Problem), model.IsReportedAtFile ? [] : [new(key, model.Problem)]);

        var result = CompilationCache.Shared.GetOrAdd(network.Request, cancellation);
        return new(key, result.Sources, result is CompilationResult.Failure failure ? Of(key, failure.Problems) : []);
    }

    /// <summary>Members that throw, so that uses of the network are no errors of their own; none where the class cannot take any.</summary>
    private static EquatableArray<GeneratedSource> ThrowingApi(BoundNetwork network, Problem problem)
    {
        if (!network.Declared.TakesMembers)
            return [];
        try
        {
            return NetworkEmitter.EmitThrowing(network.Declared.Declaration, problem);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // The problem itself is reported; an API that cannot even be sketched must not hide it.
            return [];
        }
    }

    private static EquatableArray<NetworkProblem> Of(string key, EquatableArray<Problem> problems) =>
        problems.Select(p => new NetworkProblem(key, p)).ToEquatableArray();
}
