using System;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

public static class PassPipeline
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation) => throw new NotSupportedException("not built yet");
}
