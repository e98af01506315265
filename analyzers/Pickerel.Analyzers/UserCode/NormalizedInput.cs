using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.Generator.Declaring;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A network's input that user code normalizes in floating point.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Remedy">What to do instead.</param>
/// <param name="Normalization">What is done, if it is one constant normalization of the network's own elements.</param>
internal sealed record NormalizedInput(IOperation Place, string Remedy, InputNormalization? Normalization)
{
    /// <summary>Reads what is done to the input of a call; null when it is nothing that the network could do.</summary>
    public static NormalizedInput? Before(NetworkCall call, MethodBody body)
    {
        var works = InputWork.Before(call, body);
        if (works.FirstOrDefault(w => w.CanBeFolded) is not { } work)
            return null;
        var type = call.InputElement?.ToDisplayString() ?? "byte";
        if (SymbolEqualityComparer.Default.Equals(works[0].Element, call.InputElement))
            return OfElements(call, InputNormalization.Of(call, works), work.Place, works[0].Source, type);
        if (!ElementReader.IsReal(works[0].Element))
            return null;
        if (!call.TakesReals)
            return work.Form.IsRounded ? new(work.Place, "call Infer(ReadOnlySpan<float>, Span<float>), which quantizes by itself", Normalization: null) : null;
        return !work.Form.IsRounded && BringsNoInput(call)
            ? new(work.Place, "set Mean and Std in [Network], which its first layer takes in at no cost, and leave it out", Normalization: null) : null;
    }

    private static NormalizedInput? OfElements(NetworkCall call, InputNormalization? normalization, IOperation place, IOperation? source, string type)
    {
        var elements = source is null ? "the " + type + " elements themselves" : $"'{source.Syntax}' itself";
        var remedy = $"give {elements} to Classify or Infer(ReadOnlySpan<{type}>, …)";
        if (normalization?.IsNetworksOwn is true)
            return new(place, remedy + ", for which the network's InputScale says the same", normalization);
        if (!BringsNoInput(call))
            return null; // An imported model's input cannot be changed by [Network].
        var arguments = normalization is null
            ? "InputScale, or Mean and Std,"
            : string.Join(", ", normalization.Arguments.Where(a => a.Value.Length > 0).Select(a => $"{a.Name} = {a.Value}"));
        return new(place, $"{remedy}, and set {arguments} in [Network]", normalization);
    }

    /// <summary>Whether the declaration says what the input is, not a model file.</summary>
    private static bool BringsNoInput(NetworkCall call) =>
        !call.Network.GetAttributes().First(AttributeNames.IsNetwork).NamedArguments.Any(a => a.Key is "Model");
}
