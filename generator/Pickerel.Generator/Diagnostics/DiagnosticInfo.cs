using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Diagnostics;

/// <summary>A diagnostic to report, comparable by value.</summary>
internal sealed record DiagnosticInfo(Message Message, EquatableArray<string> Arguments, LocationInfo? Location)
{
    public static DiagnosticInfo Of(Problem problem, LocationInfo? location) => new(problem.Message, problem.Arguments, location);

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptors.Of(Message), Location?.ToLocation(), [.. Arguments.Select(Printable.Of)]);
}
