using System;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Emit;

/// <summary>The files of one network and what was chosen for its layers.</summary>
public sealed record EmittedNetwork(EquatableArray<GeneratedSource> Sources, EquatableArray<LayerReport> Layers);

public static class NetworkEmitter
{
    public static EmittedNetwork Emit(TypeDeclaration type, Network network, bool canInfer, CancellationToken cancellation) =>
        throw new NotSupportedException("not built yet");

    public static EquatableArray<GeneratedSource> EmitThrowing(NetworkDeclaration declaration, Problem problem) => throw new NotSupportedException("not built yet");
}
