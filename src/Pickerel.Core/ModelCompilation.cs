using System.Threading;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Core;

/// <summary>The whole compiler in one method: generator, analyzers, tool and tests all come in here.</summary>
public static class ModelCompilation
{
    /// <summary>Compiles one network.</summary>
    /// <param name="request">Declaration and model; everything the result depends on.</param>
    /// <param name="cancellation">Stops between and inside passes.</param>
    /// <returns>Sources and layer reports, or the problems found and an API that throws. Bad input never throws here.</returns>
    public static CompilationResult Run(CompilationRequest request, CancellationToken cancellation = default)
    {
        var declaration = request.Declaration;
        try
        {
            // What was declared, as a graph: names, edges and shapes are right from here on.
            var declared = NetworkBuilder.Build(request);

            // Real numbers become integers: bind, fold, quantize, lower.
            var context = new PassContext(declaration.Quantize, declaration.Parameters, request.Model);
            var network = PassPipeline.Run(declared, context, cancellation);

            // Every operation that remains has a price.
            var cost = CostModel.Of(declared, network, cancellation);

            // Integers become C#: plan memory, choose kernels, write.
            var canInfer = declaration.Parameters is not ParametersSource.None;
            var emitted = NetworkEmitter.Emit(declaration.Type, network, canInfer, cancellation, declared, cost, declaration.Unroll);
            return new CompilationResult.Success(network, emitted.Layers, cost, emitted.ScratchBytes) { Sources = emitted.Sources };
        }
        catch (ProblemException stopped)
        {
            return new CompilationResult.Failure([stopped.Problem]) { Sources = NetworkEmitter.EmitThrowing(declaration, stopped.Problem) };
        }
    }
}
