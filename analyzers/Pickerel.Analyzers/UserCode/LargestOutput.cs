using System.Linq;
using Microsoft.CodeAnalysis;

namespace Pickerel.Analyzers.UserCode;

/// <summary>A network's output that user code only takes the largest of, after floating-point work that changes no order.</summary>
/// <param name="Place">Where the work begins.</param>
/// <param name="HasSteps">Whether there is work besides the comparisons.</param>
/// <param name="Remedy">What to do instead.</param>
/// <param name="Flow">Where the outputs go.</param>
internal sealed record LargestOutput(IOperation Place, bool HasSteps, string Remedy, OutputFlow Flow)
{
    /// <summary>Reads what is done to the output of a call; null when more is wanted of it, or nothing is done but comparing integers.</summary>
    public static LargestOutput? After(NetworkCall call, MethodBody body)
    {
        if (OutputWork.After(call, body) is not { } flow)
            return null;
        var type = call.InputElement?.ToDisplayString() ?? "byte";
        var takesElements = !call.TakesReals || InputWork.Before(call, body) is [{ Element: var element }, ..] && SymbolEqualityComparer.Default.Equals(element, call.InputElement);
        var place = flow.Steps.OrderBy(s => s.Syntax.SpanStart).FirstOrDefault() ?? (takesElements && call.TakesReals ? flow.Ends[0].Place : null);
        var remedy = takesElements ? $"call Classify(ReadOnlySpan<{type}>)" : "take the largest of the outputs themselves, which is the same one";
        return place is null ? null : new(place, flow.Steps.Count > 0, remedy, flow);
    }
}
