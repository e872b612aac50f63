#include <jni.h>
static int Call(const char* method, void* stream, char* class_path) {
  static JavaVM* vm;  // the first call starts it; class_path is "-Djava.class.path=..."
  JNIEnv* env;
  JavaVMOption options[] = {{class_path, NULL}, {"--enable-native-access=ALL-UNNAMED", NULL}};
  JavaVMInitArgs arguments = {JNI_VERSION_1_8, 2, options, JNI_FALSE};
  if (vm == NULL && JNI_CreateJavaVM(&vm, (void**)&env, &arguments) != 0) return 12;
  if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void**)&env, NULL) != 0) return 12;
  jclass adapter = (*env)->FindClass(env, "Adapter");
  jmethodID id = adapter == NULL ? NULL : (*env)->GetStaticMethodID(env, adapter, method, "(J)I");
  int code = id == NULL ? 22 : (*env)->CallStaticIntMethod(env, adapter, id, (jlong)stream);
  if (!(*env)->ExceptionCheck(env)) return code;
  (*env)->ExceptionDescribe(env);
  (*env)->ExceptionClear(env);
  return 22;
}
int JavaStream(void* out, char* class_path) { return Call("stream", out, class_path); }
int JavaConsume(void* stream, char* class_path) { return Call("consume", stream, class_path); }
