using Microsoft.CodeAnalysis;
using Pickerel.Benchmarks.Networks;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Generator;
using Pickerel.Generator.Declaring;

namespace Pickerel.Benchmarks.Building;

/// <summary>Declared text as the compiler's own networks, without C# being emitted.</summary>
internal static class DeclaredNetworks
{
    /// <summary>The request the generator makes of a source.</summary>
    /// <param name="uniform">Whether its weights are drawn uniformly instead of Gaussian.</param>
    /// <exception cref="BuildException">The declaration is wrong.</exception>
    public static CompilationRequest Request(NetworkSource source, bool uniform = false)
    {
        var compilation = CSharp.Compilation("Declared", OutputKind.DynamicallyLinkedLibrary, [CSharp.Parse(source.Text)]);
        _ = CSharp.Driver(new AttributesAlone()).RunGeneratorsAndUpdateCompilation(compilation, out var complete, out _);
        var type = complete.GetTypeByMetadataName($"{NetworkSource.Namespace}.{source.ClassName}")!;
        var parsed = DeclarationParser.Parse(type, CancellationToken.None)!.Declared;
        if (parsed.Problems is { IsEmpty: false } problems)
            throw new BuildException(problems[0].ToString());
        if (ImportedModel.Of(source) is { } model)
            return BoundNetwork.Of(parsed, [new(model.Name, model.Path, ModelTextReader.Read(model.GetText().ToString(), model.Name))]).Request;
        var declaration = parsed.Declaration;
        return new(uniform ? declaration with { Parameters = Uniform(declaration.Parameters) } : declaration, Model: null, []);
    }

    /// <summary>The declared network, with shapes and without parameters.</summary>
    /// <exception cref="BuildException">The network is wrong.</exception>
    public static Network Build(CompilationRequest request) => Guard(() => NetworkBuilder.Build(request));

    /// <summary>The integer network that a source's code executes.</summary>
    /// <exception cref="BuildException">The network is wrong.</exception>
    public static Network Lower(CompilationRequest request)
    {
        var context = new PassContext(request.Declaration.Quantize, request.Declaration.Parameters, request.Model);
        return Guard(() => PassPipeline.Run(NetworkBuilder.Build(request), context, CancellationToken.None));
    }

    /// <summary>Compiles a request as the generator does.</summary>
    /// <exception cref="BuildException">The network is wrong.</exception>
    public static CompilationResult.Success Compile(CompilationRequest request) => ModelCompilation.Run(request) switch
    {
        CompilationResult.Success success => success,
        CompilationResult.Failure failure => throw new BuildException(failure.Problems[0].ToString()),
        var other => throw new NotSupportedException(other.ToString()),
    };

    private static ParametersSource Uniform(ParametersSource source) => source is ParametersSource.Seed seed ? seed with { Uniform = true } : source;

    private static T Guard<T>(Func<T> compile)
    {
        try
        {
            return compile();
        }
        catch (ProblemException stopped)
        {
            throw new BuildException(stopped.Problem.ToString());
        }
    }

    /// <summary>The attributes, which the generator adds, and no network's code.</summary>
    private sealed class AttributesAlone : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) =>
            context.RegisterPostInitializationOutput(EmbeddedSources.AddAttributes);
    }
}
