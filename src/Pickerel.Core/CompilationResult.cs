using Pickerel.Core.Collections;
using Pickerel.Core.Cost;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core;

/// <summary>A generated file.</summary>
/// <param name="HintName">Unique in the compilation, such as <c>DigitNet.Kernels.g.cs</c>.</param>
/// <param name="Text">The C# text.</param>
public sealed record GeneratedSource(string HintName, string Text);

/// <summary>What became of one network: a closed pair of outcomes.</summary>
public abstract record CompilationResult
{
    private CompilationResult()
    {
    }

    /// <summary>Gets the files to add to the user's compilation; on failure, the API with throwing bodies, so that one mistake is one error.</summary>
    public required EquatableArray<GeneratedSource> Sources { get; init; }

    /// <summary>The network compiled.</summary>
    /// <param name="Network">The integer network that the sources execute and the reference interpreter defines.</param>
    /// <param name="Layers">Per executed layer: kernel, bound, and why no faster kernel.</param>
    /// <param name="Cost">What one inference costs, as quantized and under every baseline.</param>
    /// <param name="ScratchBytes">The scratch that one inference needs.</param>
    public sealed record Success(Network Network, EquatableArray<LayerReport> Layers, CostReport Cost, int ScratchBytes) : CompilationResult;

    /// <summary>The declaration or the model is wrong.</summary>
    public sealed record Failure(EquatableArray<Problem> Problems) : CompilationResult;
}

/// <summary>What was chosen for one executed layer.</summary>
/// <param name="Layer">The node's name.</param>
/// <param name="Kernel">The kernel's name, <c>Op Types Technique</c>.</param>
/// <param name="Bound">The proved bound that permits it, in words and numbers.</param>
/// <param name="Refused">Why each faster kernel before it in the catalogue was refused, in catalogue order.</param>
public sealed record LayerReport(string Layer, string Kernel, string Bound, EquatableArray<string> Refused);
