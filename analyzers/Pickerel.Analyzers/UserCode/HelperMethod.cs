using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A method of the same project whose body tells what it does to its arguments.</summary>
/// <param name="Body">Its operations.</param>
/// <param name="Returned">What it returns, at its only return; null when there is none or more than one.</param>
internal sealed record HelperMethod(MethodBody Body, IOperation? Returned)
{
    /// <summary>How many helpers deep is read.</summary>
    public const int Deepest = 3;

    /// <summary>Longer methods are not simple.</summary>
    private const int MostOperations = 400;

    /// <summary>Reads the method that a call calls; null when it is virtual, of another project, or long.</summary>
    [SuppressMessage("MicrosoftCodeAnalysisCorrectness", "RS1030", Justification = "Only for a helper in another file that a network's buffer is given to.")]
    public static HelperMethod? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (call.IsVirtual || call.SemanticModel is not { } here || method.DeclaringSyntaxReferences is not [var reference] || method.IsExtern || NetworkCall.Of(call) is not null)
            return null;
        var syntax = reference.GetSyntax();
        var model = syntax.SyntaxTree == here.SyntaxTree ? here : here.Compilation.GetSemanticModel(syntax.SyntaxTree);
        if (model.GetOperation(syntax) is not { } root)
            return null;
        var body = MethodBody.Of(root);
        var returns = body.Operations.OfType<IReturnOperation>().Where(r => r.ReturnedValue is not null).ToList();
        return body.Operations.Count > MostOperations ? null : new(body, returns.Count == 1 ? returns[0].ReturnedValue : null);
    }

    /// <summary>The argument that a call gives for a parameter; for other symbols null.</summary>
    public static IOperation? ArgumentOf(IInvocationOperation call, ISymbol? parameter) => call.Arguments
        .FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.Parameter?.OriginalDefinition, parameter))?.Value;
}
