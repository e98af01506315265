using System;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>Gives every real node its parameters: from a model file's tensors, or pseudo-random from a seed.</summary>
public static class BindParameters
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation) => throw new NotSupportedException("not built yet");
}
