using System.Collections.Immutable;
using Pickerel.Core.ModelText;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Generator.Models;

/// <summary>A model file, read.</summary>
/// <param name="Name">What declarations call it.</param>
/// <param name="Path">Where it lies, for messages.</param>
/// <param name="Result">The document or what is wrong with it; null when the text does not exist yet.</param>
internal sealed record NamedModel(string Name, string Path, ModelReadResult? Result)
{
    /// <summary>Gets what is wrong with the file, at the file: however many networks read it, it is one error.</summary>
    public ImmutableArray<DiagnosticInfo> Diagnostics =>
        Result is ModelReadResult.Failure failure ? [DiagnosticInfo.Of(failure.Problem, LocationInfo.OfLine(Path, failure.Line))] : [];
}
