using Pickerel.Core.Declaration;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Passes;

/// <summary>What passes know besides the network.</summary>
/// <param name="Quantize">The bits asked for.</param>
/// <param name="Parameters">Where weights come from.</param>
/// <param name="Model">The model file that holds them, if a file was named.</param>
public sealed record PassContext(QuantizeDeclaration Quantize, ParametersSource Parameters, ModelDocument? Model)
{
    /// <summary>Gets what biases are corrected by.</summary>
    public BiasMeans BiasMeans { get; init; } = new BiasMeans.Expected();
}
