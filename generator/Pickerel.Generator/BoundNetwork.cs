using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Models;

namespace Pickerel.Generator;

/// <summary>A declaration and the one model it names: all that its code depends on.</summary>
/// <param name="Declared">The declaration.</param>
/// <param name="Request">What to compile.</param>
/// <param name="ModelProblem">Why there is no model to compile with, or null.</param>
internal sealed record BoundNetwork(DeclaredNetwork Declared, CompilationRequest Request, ModelProblem? ModelProblem)
{
    /// <summary>The name of the model a declaration reads, or null.</summary>
    public static string? ModelOf(NetworkDeclaration declaration) => declaration.Parameters switch
    {
        ParametersSource.Weights weights => weights.Name,
        ParametersSource.Model model => model.Name,
        _ => null,
    };

    /// <summary>Finds the model a declaration names among those at hand.</summary>
    public static BoundNetwork Of(DeclaredNetwork declared, ImmutableArray<NamedModel> models)
    {
        var name = ModelOf(declared.Declaration);
        if (name is null)
            return new(declared, new(declared.Declaration, Model: null, []), ModelProblem: null);

        var found = models.Where(m => string.Equals(m.Name, name, StringComparison.Ordinal)).ToList();
        var only = found.Count == 1 ? found[0].Result : null;

        // The other models' names matter only for the message that this one does not exist.
        EquatableArray<string> names = found.Count > 0
            ? [] : models.Select(m => m.Name).Distinct(StringComparer.Ordinal).OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
        var property = declared.Declaration.Parameters is ParametersSource.Model ? "Model" : "Weights";
        var (site, network) = (Site.Network.At(property), declared.Declaration.Type.Name);
        var problem = (found.Count, only) switch
        {
            (0, _) or (_, ModelReadResult.Success) => null,
            (_, ModelReadResult.Failure failure) => new ModelProblem(failure.Problem, IsReportedAtFile: true),
            (1, _) => new(Pkr.ModelNotImported.At(site, network, name), IsReportedAtFile: false),
            _ => new(Pkr.AmbiguousModelName.At(site, network, name, found.Count), IsReportedAtFile: false),
        };
        return new(declared, new(declared.Declaration, (only as ModelReadResult.Success)?.Document, names), problem);
    }
}

/// <summary>Why a network has no model to compile with.</summary>
internal sealed record ModelProblem(Problem Problem, bool IsReportedAtFile);
