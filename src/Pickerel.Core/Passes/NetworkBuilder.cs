using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

public static class NetworkBuilder
{
    public static Network Build(CompilationRequest request) => throw new NotSupportedException("not built yet");
}
